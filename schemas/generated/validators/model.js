// Generated from schemas/*.json by `npm run generate`. Do not edit.
var __commonJSMin = (cb, mod) => () => (mod || (cb((mod = { exports: {} }).exports, mod, mod.exports), cb = null), mod.exports);
var require_ucs2length = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	function ucs2length(str) {
		const len = str.length;
		let length = 0;
		let pos = 0;
		let value;
		while (pos < len) {
			length++;
			value = str.charCodeAt(pos++);
			if (value >= 55296 && value <= 56319 && pos < len) {
				value = str.charCodeAt(pos);
				if ((value & 64512) === 56320) pos++;
			}
		}
		return length;
	}
	exports.default = ucs2length;
	ucs2length.code = "require(\"ajv/dist/runtime/ucs2length\").default";
}));
var require_fast_deep_equal = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = function equal(a, b) {
		if (a === b) return true;
		if (a && b && typeof a == "object" && typeof b == "object") {
			if (a.constructor !== b.constructor) return false;
			var length, i, keys;
			if (Array.isArray(a)) {
				length = a.length;
				if (length != b.length) return false;
				for (i = length; i-- !== 0;) if (!equal(a[i], b[i])) return false;
				return true;
			}
			if (a.constructor === RegExp) return a.source === b.source && a.flags === b.flags;
			if (a.valueOf !== Object.prototype.valueOf) return a.valueOf() === b.valueOf();
			if (a.toString !== Object.prototype.toString) return a.toString() === b.toString();
			keys = Object.keys(a);
			length = keys.length;
			if (length !== Object.keys(b).length) return false;
			for (i = length; i-- !== 0;) if (!Object.prototype.hasOwnProperty.call(b, keys[i])) return false;
			for (i = length; i-- !== 0;) {
				var key = keys[i];
				if (!equal(a[key], b[key])) return false;
			}
			return true;
		}
		return a !== a && b !== b;
	};
}));
var require_equal = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	const equal = require_fast_deep_equal();
	equal.code = "require(\"ajv/dist/runtime/equal\").default";
	exports.default = equal;
}));
const validate = validate40;
const schema17 = {
	"$schema": "http://json-schema.org/draft-07/schema#",
	"$id": "model-1.json",
	"title": "Model",
	"description": "registry/models/NAME/model.yaml: what the model is, who owns it, its metrics and its own gates.",
	"type": "object",
	"properties": {
		"schema": {
			"const": "model/1",
			"description": "The kind of this file and the major version of its format."
		},
		"name": { "$ref": "common-1.json#/definitions/Name" },
		"aliases": {
			"type": "array",
			"description": "What it is called elsewhere, such as ChurnModel in MLflow: models:/ChurnModel/1 leads here as well.",
			"items": {
				"type": "string",
				"minLength": 1,
				"pattern": "^[^/@:]+$"
			},
			"uniqueItems": true,
			"examples": [["ChurnModel"]]
		},
		"description": {
			"type": "string",
			"description": "What the model does, for people."
		},
		"owners": {
			"type": "array",
			"description": "Who may approve promotions.",
			"items": { "$ref": "common-1.json#/definitions/Owner" },
			"uniqueItems": true,
			"examples": [["@alice", "@acme/growth-ml"]]
		},
		"license": {
			"type": "string",
			"minLength": 1,
			"description": "An SPDX licence expression.",
			"examples": ["Apache-2.0"]
		},
		"task": {
			"type": "string",
			"minLength": 1,
			"description": "Hugging Face's task name, such as tabular-classification.",
			"examples": ["tabular-classification"]
		},
		"tags": {
			"type": "array",
			"items": {
				"type": "string",
				"minLength": 1
			},
			"uniqueItems": true,
			"description": "Words to find it by.",
			"examples": [["tabular"]]
		},
		"versioning": {
			"enum": [
				"semver",
				"integer",
				"commit"
			],
			"default": "semver",
			"description": "The scheme of the model's versions.",
			"enumDescriptions": [
				"1.2.3, as semver.org says: what breaks callers is a new first number.",
				"1, 2, 3, as MLflow counts.",
				"A full commit id: 40 hex digits."
			]
		},
		"metrics": {
			"type": "object",
			"description": "The metrics that matter, with their direction.",
			"additionalProperties": { "$ref": "common-1.json#/definitions/MetricSettings" },
			"examples": [{
				"auc": { "goal": "maximize" },
				"log_loss": { "goal": "minimize" }
			}],
			"defaultSnippets": [{
				"label": "a metric",
				"body": { "${1:auc}": { "goal": "${2|maximize,minimize|}" } }
			}]
		},
		"gates": {
			"type": "object",
			"description": "Gates by stage, added to the registry's; a model can only tighten.",
			"propertyNames": { "$ref": "common-1.json#/definitions/Name" },
			"additionalProperties": { "$ref": "common-1.json#/definitions/Gates" },
			"examples": [{ "production": { "metrics": { "auc": { "min": .85 } } } }],
			"defaultSnippets": [{
				"label": "bounds for a stage",
				"body": { "${1:production}": { "metrics": { "${2:auc}": { "min": "^${3:0.85}" } } } }
			}]
		}
	},
	"required": ["schema", "name"],
	"additionalProperties": false,
	"defaultSnippets": [{
		"label": "model",
		"description": "A whole model.yaml.",
		"body": {
			"schema": "model/1",
			"name": "${1:churn}",
			"owners": ["${2:@alice}"],
			"metrics": { "${3:auc}": { "goal": "maximize" } }
		}
	}]
};
const func6 = Object.prototype.hasOwnProperty;
const func3 = require_ucs2length().default;
const func0 = require_equal().default;
const pattern0 = /* @__PURE__ */ new RegExp("^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$", "u");
function validate41(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (typeof data === "string") {
		if (!pattern0.test(data)) {
			const err0 = {
				instancePath,
				schemaPath: "#/pattern",
				keyword: "pattern",
				params: { pattern: "^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
	} else {
		const err1 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "string" }
		};
		if (vErrors === null) vErrors = [err1];
		else vErrors.push(err1);
		errors++;
	}
	validate41.errors = vErrors;
	return errors === 0;
}
const pattern1 = /* @__PURE__ */ new RegExp("^@[A-Za-z0-9][A-Za-z0-9-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?$", "u");
function validate43(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (typeof data === "string") {
		if (!pattern1.test(data)) {
			const err0 = {
				instancePath,
				schemaPath: "#/pattern",
				keyword: "pattern",
				params: { pattern: "^@[A-Za-z0-9][A-Za-z0-9-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?$" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
	} else {
		const err1 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "string" }
		};
		if (vErrors === null) vErrors = [err1];
		else vErrors.push(err1);
		errors++;
	}
	validate43.errors = vErrors;
	return errors === 0;
}
const schema20 = {
	"type": "object",
	"properties": {
		"goal": {
			"enum": ["maximize", "minimize"],
			"description": "Which direction is better.",
			"enumDescriptions": ["More is better, as with accuracy.", "Less is better, as with a loss or a latency."]
		},
		"description": {
			"type": "string",
			"description": "What it measures."
		}
	},
	"required": ["goal"],
	"additionalProperties": false,
	"description": "A metric and its direction.",
	"defaultSnippets": [{
		"label": "more is better",
		"body": { "goal": "maximize" }
	}, {
		"label": "less is better",
		"body": { "goal": "minimize" }
	}]
};
function validate45(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.goal === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "goal" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "goal" || key0 === "description")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.goal !== void 0) {
			let data0 = data.goal;
			if (!(data0 === "maximize" || data0 === "minimize")) {
				const err2 = {
					instancePath: instancePath + "/goal",
					schemaPath: "#/properties/goal/enum",
					keyword: "enum",
					params: { allowedValues: schema20.properties.goal.enum }
				};
				if (vErrors === null) vErrors = [err2];
				else vErrors.push(err2);
				errors++;
			}
		}
		if (data.description !== void 0) {
			if (typeof data.description !== "string") {
				const err3 = {
					instancePath: instancePath + "/description",
					schemaPath: "#/properties/description/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err3];
				else vErrors.push(err3);
				errors++;
			}
		}
	} else {
		const err4 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err4];
		else vErrors.push(err4);
		errors++;
	}
	validate45.errors = vErrors;
	return errors === 0;
}
const schema21 = {
	"type": "object",
	"description": "What a promotion to the stage must show.",
	"properties": {
		"after": { "$ref": "common-1.json#/definitions/Name" },
		"soak": { "$ref": "common-1.json#/definitions/Duration" },
		"approvals": {
			"type": "integer",
			"minimum": 0,
			"maximum": 20,
			"description": "Approving reviews by owners, on the head commit.",
			"examples": [1]
		},
		"require": {
			"type": "array",
			"description": "Parts that the version file must have.",
			"items": {
				"enum": [
					"signature",
					"datasets",
					"environment",
					"code",
					"metrics",
					"parameters"
				],
				"enumDescriptions": [
					"What goes in and what comes out: columns or tensors with their types.",
					"The data that it saw.",
					"What it ran in: Python, packages or an image.",
					"The commit that trained it.",
					"What was measured.",
					"The settings of the training."
				]
			},
			"uniqueItems": true,
			"examples": [[
				"signature",
				"metrics",
				"code"
			]]
		},
		"metrics": {
			"type": "object",
			"description": "Bounds on metrics.",
			"additionalProperties": { "$ref": "common-1.json#/definitions/MetricGate" },
			"examples": [{ "auc": {
				"min": .85,
				"max_regression": .01
			} }],
			"defaultSnippets": [{
				"label": "bound on a metric",
				"description": "A least value, and how much worse than before it may be.",
				"body": { "${1:auc}": {
					"min": "^${2:0.85}",
					"max_regression": "^${3:0.01}"
				} }
			}]
		},
		"signature": {
			"enum": ["compatible"],
			"description": "compatible: callers of the version now in the stage keep working.",
			"enumDescriptions": ["Callers of the version now in the stage keep working: no column that they send or read is gone, retyped or newly required."]
		},
		"formats": {
			"description": "safe: no format that runs code when loaded. [safe, joblib] allows joblib for every model, {allow: {churn: [joblib]}} for one model, in registry.yaml only.",
			"anyOf": [
				{
					"const": "safe",
					"description": "No format that runs code when it is loaded."
				},
				{
					"type": "array",
					"items": { "$ref": "common-1.json#/definitions/PolicyFormat" },
					"minItems": 1,
					"uniqueItems": true,
					"description": "With `safe` or a format that runs code: what safe takes, and the others besides, for every model. Without: these formats only."
				},
				{
					"type": "object",
					"properties": { "allow": {
						"type": "object",
						"description": "Formats that run code when loaded and are taken all the same, by model.",
						"propertyNames": { "$ref": "common-1.json#/definitions/Name" },
						"additionalProperties": {
							"type": "array",
							"items": { "$ref": "common-1.json#/definitions/PolicyFormat" },
							"minItems": 1,
							"uniqueItems": true,
							"description": "The formats that this model may be of besides the safe ones."
						}
					} },
					"required": ["allow"],
					"additionalProperties": false,
					"description": "What safe takes, and more for some models."
				}
			],
			"examples": [
				"safe",
				["safe", "joblib"],
				{ "allow": { "churn": ["joblib"] } }
			],
			"defaultSnippets": [
				{
					"label": "safe",
					"description": "No format that runs code when it is loaded.",
					"body": "safe"
				},
				{
					"label": "[safe, joblib]",
					"description": "Safe formats, and one more for every model.",
					"body": ["safe", "${1:joblib}"]
				},
				{
					"label": "allow for one model",
					"description": "Safe formats, and one more for one model.",
					"body": { "allow": { "${1:churn}": ["${2:joblib}"] } }
				}
			]
		},
		"freeze": {
			"type": "array",
			"description": "Windows in which nothing is promoted.",
			"items": { "$ref": "common-1.json#/definitions/Freeze" },
			"examples": [[{
				"from": "2026-12-20T00:00:00Z",
				"to": "2027-01-04T00:00:00Z",
				"reason": "Year-end freeze"
			}]],
			"defaultSnippets": [{
				"label": "a freeze",
				"body": [{
					"from": "${1:2026-12-20T00:00:00Z}",
					"to": "${2:2027-01-04T00:00:00Z}",
					"reason": "${3:Year-end freeze}"
				}]
			}]
		}
	},
	"additionalProperties": false,
	"defaultSnippets": [{
		"label": "gates of a team",
		"description": "An order, a review, what must be stated, callers that go on, and no format that runs code.",
		"body": {
			"after": "${1:staging}",
			"approvals": 1,
			"require": [
				"signature",
				"metrics",
				"code"
			],
			"signature": "compatible",
			"formats": "safe"
		}
	}, {
		"label": "gates for one person",
		"description": "Callers of the version now in the stage can go on.",
		"body": { "signature": "compatible" }
	}]
};
function validate49(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (typeof data === "string") {
		if (!pattern0.test(data)) {
			const err0 = {
				instancePath,
				schemaPath: "#/pattern",
				keyword: "pattern",
				params: { pattern: "^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
	} else {
		const err1 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "string" }
		};
		if (vErrors === null) vErrors = [err1];
		else vErrors.push(err1);
		errors++;
	}
	validate49.errors = vErrors;
	return errors === 0;
}
const pattern11 = /* @__PURE__ */ new RegExp("^[1-9][0-9]{0,5}[mhd]$", "u");
function validate51(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (typeof data === "string") {
		if (!pattern11.test(data)) {
			const err0 = {
				instancePath,
				schemaPath: "#/pattern",
				keyword: "pattern",
				params: { pattern: "^[1-9][0-9]{0,5}[mhd]$" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
	} else {
		const err1 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "string" }
		};
		if (vErrors === null) vErrors = [err1];
		else vErrors.push(err1);
		errors++;
	}
	validate51.errors = vErrors;
	return errors === 0;
}
function validate53(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (Object.keys(data).length < 1) {
			const err0 = {
				instancePath,
				schemaPath: "#/minProperties",
				keyword: "minProperties",
				params: { limit: 1 }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "min" || key0 === "max" || key0 === "max_regression")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.min !== void 0) {
			let data0 = data.min;
			if (!(typeof data0 == "number" && isFinite(data0))) {
				const err2 = {
					instancePath: instancePath + "/min",
					schemaPath: "#/properties/min/type",
					keyword: "type",
					params: { type: "number" }
				};
				if (vErrors === null) vErrors = [err2];
				else vErrors.push(err2);
				errors++;
			}
		}
		if (data.max !== void 0) {
			let data1 = data.max;
			if (!(typeof data1 == "number" && isFinite(data1))) {
				const err3 = {
					instancePath: instancePath + "/max",
					schemaPath: "#/properties/max/type",
					keyword: "type",
					params: { type: "number" }
				};
				if (vErrors === null) vErrors = [err3];
				else vErrors.push(err3);
				errors++;
			}
		}
		if (data.max_regression !== void 0) {
			let data2 = data.max_regression;
			if (typeof data2 == "number" && isFinite(data2)) {
				if (data2 < 0 || isNaN(data2)) {
					const err4 = {
						instancePath: instancePath + "/max_regression",
						schemaPath: "#/properties/max_regression/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 0
						}
					};
					if (vErrors === null) vErrors = [err4];
					else vErrors.push(err4);
					errors++;
				}
			} else {
				const err5 = {
					instancePath: instancePath + "/max_regression",
					schemaPath: "#/properties/max_regression/type",
					keyword: "type",
					params: { type: "number" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
	} else {
		const err6 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err6];
		else vErrors.push(err6);
		errors++;
	}
	validate53.errors = vErrors;
	return errors === 0;
}
const pattern12 = /* @__PURE__ */ new RegExp("^[a-z0-9][a-z0-9-]*$", "u");
function validate55(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (typeof data === "string") {
		if (!pattern12.test(data)) {
			const err0 = {
				instancePath,
				schemaPath: "#/pattern",
				keyword: "pattern",
				params: { pattern: "^[a-z0-9][a-z0-9-]*$" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
	} else {
		const err1 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "string" }
		};
		if (vErrors === null) vErrors = [err1];
		else vErrors.push(err1);
		errors++;
	}
	validate55.errors = vErrors;
	return errors === 0;
}
const pattern4 = /* @__PURE__ */ new RegExp("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z$", "u");
function validate60(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (typeof data === "string") {
		if (!pattern4.test(data)) {
			const err0 = {
				instancePath,
				schemaPath: "#/pattern",
				keyword: "pattern",
				params: { pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z$" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
	} else {
		const err1 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "string" }
		};
		if (vErrors === null) vErrors = [err1];
		else vErrors.push(err1);
		errors++;
	}
	validate60.errors = vErrors;
	return errors === 0;
}
function validate59(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.from === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "from" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.to === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "to" }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.reason === void 0) {
			const err2 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "reason" }
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "from" || key0 === "to" || key0 === "reason")) {
			const err3 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err3];
			else vErrors.push(err3);
			errors++;
		}
		if (data.from !== void 0) {
			if (!validate60(data.from, {
				instancePath: instancePath + "/from",
				parentData: data,
				parentDataProperty: "from",
				rootData
			})) {
				vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
				errors = vErrors.length;
			}
		}
		if (data.to !== void 0) {
			if (!validate60(data.to, {
				instancePath: instancePath + "/to",
				parentData: data,
				parentDataProperty: "to",
				rootData
			})) {
				vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
				errors = vErrors.length;
			}
		}
		if (data.reason !== void 0) {
			let data2 = data.reason;
			if (typeof data2 === "string") {
				if (func3(data2) < 1) {
					const err4 = {
						instancePath: instancePath + "/reason",
						schemaPath: "#/properties/reason/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err4];
					else vErrors.push(err4);
					errors++;
				}
			} else {
				const err5 = {
					instancePath: instancePath + "/reason",
					schemaPath: "#/properties/reason/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
	} else {
		const err6 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err6];
		else vErrors.push(err6);
		errors++;
	}
	validate59.errors = vErrors;
	return errors === 0;
}
function validate48(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!(key0 === "after" || key0 === "soak" || key0 === "approvals" || key0 === "require" || key0 === "metrics" || key0 === "signature" || key0 === "formats" || key0 === "freeze")) {
			const err0 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.after !== void 0) {
			if (!validate49(data.after, {
				instancePath: instancePath + "/after",
				parentData: data,
				parentDataProperty: "after",
				rootData
			})) {
				vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
				errors = vErrors.length;
			}
		}
		if (data.soak !== void 0) {
			if (!validate51(data.soak, {
				instancePath: instancePath + "/soak",
				parentData: data,
				parentDataProperty: "soak",
				rootData
			})) {
				vErrors = vErrors === null ? validate51.errors : vErrors.concat(validate51.errors);
				errors = vErrors.length;
			}
		}
		if (data.approvals !== void 0) {
			let data2 = data.approvals;
			if (!(typeof data2 == "number" && !(data2 % 1) && !isNaN(data2) && isFinite(data2))) {
				const err1 = {
					instancePath: instancePath + "/approvals",
					schemaPath: "#/properties/approvals/type",
					keyword: "type",
					params: { type: "integer" }
				};
				if (vErrors === null) vErrors = [err1];
				else vErrors.push(err1);
				errors++;
			}
			if (typeof data2 == "number" && isFinite(data2)) {
				if (data2 > 20 || isNaN(data2)) {
					const err2 = {
						instancePath: instancePath + "/approvals",
						schemaPath: "#/properties/approvals/maximum",
						keyword: "maximum",
						params: {
							comparison: "<=",
							limit: 20
						}
					};
					if (vErrors === null) vErrors = [err2];
					else vErrors.push(err2);
					errors++;
				}
				if (data2 < 0 || isNaN(data2)) {
					const err3 = {
						instancePath: instancePath + "/approvals",
						schemaPath: "#/properties/approvals/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 0
						}
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			}
		}
		if (data.require !== void 0) {
			let data3 = data.require;
			if (Array.isArray(data3)) {
				const len0 = data3.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data4 = data3[i0];
					if (!(data4 === "signature" || data4 === "datasets" || data4 === "environment" || data4 === "code" || data4 === "metrics" || data4 === "parameters")) {
						const err4 = {
							instancePath: instancePath + "/require/" + i0,
							schemaPath: "#/properties/require/items/enum",
							keyword: "enum",
							params: { allowedValues: schema21.properties.require.items.enum }
						};
						if (vErrors === null) vErrors = [err4];
						else vErrors.push(err4);
						errors++;
					}
				}
				let i1 = data3.length;
				let j0;
				if (i1 > 1) {
					outer0: for (; i1--;) for (j0 = i1; j0--;) if (func0(data3[i1], data3[j0])) {
						const err5 = {
							instancePath: instancePath + "/require",
							schemaPath: "#/properties/require/uniqueItems",
							keyword: "uniqueItems",
							params: {
								i: i1,
								j: j0
							}
						};
						if (vErrors === null) vErrors = [err5];
						else vErrors.push(err5);
						errors++;
						break outer0;
					}
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/require",
					schemaPath: "#/properties/require/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.metrics !== void 0) {
			let data5 = data.metrics;
			if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
				for (const key1 in data5) if (!validate53(data5[key1], {
					instancePath: instancePath + "/metrics/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
					parentData: data5,
					parentDataProperty: key1,
					rootData
				})) {
					vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
					errors = vErrors.length;
				}
			} else {
				const err7 = {
					instancePath: instancePath + "/metrics",
					schemaPath: "#/properties/metrics/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
		}
		if (data.signature !== void 0) {
			if (!(data.signature === "compatible")) {
				const err8 = {
					instancePath: instancePath + "/signature",
					schemaPath: "#/properties/signature/enum",
					keyword: "enum",
					params: { allowedValues: schema21.properties.signature.enum }
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
		}
		if (data.formats !== void 0) {
			let data8 = data.formats;
			const _errs15 = errors;
			let valid5 = false;
			const _errs16 = errors;
			if ("safe" !== data8) {
				const err9 = {
					instancePath: instancePath + "/formats",
					schemaPath: "#/properties/formats/anyOf/0/const",
					keyword: "const",
					params: { allowedValue: "safe" }
				};
				if (vErrors === null) vErrors = [err9];
				else vErrors.push(err9);
				errors++;
			}
			var _valid0 = _errs16 === errors;
			valid5 = valid5 || _valid0;
			if (!valid5) {
				const _errs17 = errors;
				if (Array.isArray(data8)) {
					if (data8.length < 1) {
						const err10 = {
							instancePath: instancePath + "/formats",
							schemaPath: "#/properties/formats/anyOf/1/minItems",
							keyword: "minItems",
							params: { limit: 1 }
						};
						if (vErrors === null) vErrors = [err10];
						else vErrors.push(err10);
						errors++;
					}
					const len1 = data8.length;
					for (let i2 = 0; i2 < len1; i2++) if (!validate55(data8[i2], {
						instancePath: instancePath + "/formats/" + i2,
						parentData: data8,
						parentDataProperty: i2,
						rootData
					})) {
						vErrors = vErrors === null ? validate55.errors : vErrors.concat(validate55.errors);
						errors = vErrors.length;
					}
					let i3 = data8.length;
					let j1;
					if (i3 > 1) {
						outer1: for (; i3--;) for (j1 = i3; j1--;) if (func0(data8[i3], data8[j1])) {
							const err11 = {
								instancePath: instancePath + "/formats",
								schemaPath: "#/properties/formats/anyOf/1/uniqueItems",
								keyword: "uniqueItems",
								params: {
									i: i3,
									j: j1
								}
							};
							if (vErrors === null) vErrors = [err11];
							else vErrors.push(err11);
							errors++;
							break outer1;
						}
					}
				} else {
					const err12 = {
						instancePath: instancePath + "/formats",
						schemaPath: "#/properties/formats/anyOf/1/type",
						keyword: "type",
						params: { type: "array" }
					};
					if (vErrors === null) vErrors = [err12];
					else vErrors.push(err12);
					errors++;
				}
				var _valid0 = _errs17 === errors;
				valid5 = valid5 || _valid0;
				if (!valid5) {
					const _errs20 = errors;
					if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
						if (data8.allow === void 0) {
							const err13 = {
								instancePath: instancePath + "/formats",
								schemaPath: "#/properties/formats/anyOf/2/required",
								keyword: "required",
								params: { missingProperty: "allow" }
							};
							if (vErrors === null) vErrors = [err13];
							else vErrors.push(err13);
							errors++;
						}
						for (const key2 in data8) if (!(key2 === "allow")) {
							const err14 = {
								instancePath: instancePath + "/formats",
								schemaPath: "#/properties/formats/anyOf/2/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key2 }
							};
							if (vErrors === null) vErrors = [err14];
							else vErrors.push(err14);
							errors++;
						}
						if (data8.allow !== void 0) {
							let data10 = data8.allow;
							if (data10 && typeof data10 == "object" && !Array.isArray(data10)) {
								for (const key3 in data10) {
									const _errs25 = errors;
									if (!validate49(key3, {
										instancePath: instancePath + "/formats/allow",
										parentData: data10,
										parentDataProperty: "allow",
										rootData
									})) {
										vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
										errors = vErrors.length;
									}
									if (!(_errs25 === errors)) {
										const err15 = {
											instancePath: instancePath + "/formats/allow",
											schemaPath: "#/properties/formats/anyOf/2/properties/allow/propertyNames",
											keyword: "propertyNames",
											params: { propertyName: key3 }
										};
										if (vErrors === null) vErrors = [err15];
										else vErrors.push(err15);
										errors++;
									}
								}
								for (const key4 in data10) {
									let data11 = data10[key4];
									if (Array.isArray(data11)) {
										if (data11.length < 1) {
											const err16 = {
												instancePath: instancePath + "/formats/allow/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),
												schemaPath: "#/properties/formats/anyOf/2/properties/allow/additionalProperties/minItems",
												keyword: "minItems",
												params: { limit: 1 }
											};
											if (vErrors === null) vErrors = [err16];
											else vErrors.push(err16);
											errors++;
										}
										const len2 = data11.length;
										for (let i4 = 0; i4 < len2; i4++) if (!validate55(data11[i4], {
											instancePath: instancePath + "/formats/allow/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i4,
											parentData: data11,
											parentDataProperty: i4,
											rootData
										})) {
											vErrors = vErrors === null ? validate55.errors : vErrors.concat(validate55.errors);
											errors = vErrors.length;
										}
										let i5 = data11.length;
										let j2;
										if (i5 > 1) {
											outer2: for (; i5--;) for (j2 = i5; j2--;) if (func0(data11[i5], data11[j2])) {
												const err17 = {
													instancePath: instancePath + "/formats/allow/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),
													schemaPath: "#/properties/formats/anyOf/2/properties/allow/additionalProperties/uniqueItems",
													keyword: "uniqueItems",
													params: {
														i: i5,
														j: j2
													}
												};
												if (vErrors === null) vErrors = [err17];
												else vErrors.push(err17);
												errors++;
												break outer2;
											}
										}
									} else {
										const err18 = {
											instancePath: instancePath + "/formats/allow/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),
											schemaPath: "#/properties/formats/anyOf/2/properties/allow/additionalProperties/type",
											keyword: "type",
											params: { type: "array" }
										};
										if (vErrors === null) vErrors = [err18];
										else vErrors.push(err18);
										errors++;
									}
								}
							} else {
								const err19 = {
									instancePath: instancePath + "/formats/allow",
									schemaPath: "#/properties/formats/anyOf/2/properties/allow/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err19];
								else vErrors.push(err19);
								errors++;
							}
						}
					} else {
						const err20 = {
							instancePath: instancePath + "/formats",
							schemaPath: "#/properties/formats/anyOf/2/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err20];
						else vErrors.push(err20);
						errors++;
					}
					var _valid0 = _errs20 === errors;
					valid5 = valid5 || _valid0;
				}
			}
			if (!valid5) {
				const err21 = {
					instancePath: instancePath + "/formats",
					schemaPath: "#/properties/formats/anyOf",
					keyword: "anyOf",
					params: {}
				};
				if (vErrors === null) vErrors = [err21];
				else vErrors.push(err21);
				errors++;
			} else {
				errors = _errs15;
				if (vErrors !== null) {
					if (_errs15) vErrors.length = _errs15;
					else vErrors = null;
				}
			}
		}
		if (data.freeze !== void 0) {
			let data13 = data.freeze;
			if (Array.isArray(data13)) {
				const len3 = data13.length;
				for (let i6 = 0; i6 < len3; i6++) if (!validate59(data13[i6], {
					instancePath: instancePath + "/freeze/" + i6,
					parentData: data13,
					parentDataProperty: i6,
					rootData
				})) {
					vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
					errors = vErrors.length;
				}
			} else {
				const err22 = {
					instancePath: instancePath + "/freeze",
					schemaPath: "#/properties/freeze/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err22];
				else vErrors.push(err22);
				errors++;
			}
		}
	} else {
		const err23 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err23];
		else vErrors.push(err23);
		errors++;
	}
	validate48.errors = vErrors;
	return errors === 0;
}
const pattern8 = /* @__PURE__ */ new RegExp("^[^/@:]+$", "u");
function validate40(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.schema === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "schema" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.name === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "name" }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		for (const key0 in data) if (!func6.call(schema17.properties, key0)) {
			const err2 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.schema !== void 0) {
			if ("model/1" !== data.schema) {
				const err3 = {
					instancePath: instancePath + "/schema",
					schemaPath: "#/properties/schema/const",
					keyword: "const",
					params: { allowedValue: "model/1" }
				};
				if (vErrors === null) vErrors = [err3];
				else vErrors.push(err3);
				errors++;
			}
		}
		if (data.name !== void 0) {
			if (!validate41(data.name, {
				instancePath: instancePath + "/name",
				parentData: data,
				parentDataProperty: "name",
				rootData
			})) {
				vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
				errors = vErrors.length;
			}
		}
		if (data.aliases !== void 0) {
			let data2 = data.aliases;
			if (Array.isArray(data2)) {
				const len0 = data2.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data3 = data2[i0];
					if (typeof data3 === "string") {
						if (func3(data3) < 1) {
							const err4 = {
								instancePath: instancePath + "/aliases/" + i0,
								schemaPath: "#/properties/aliases/items/minLength",
								keyword: "minLength",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err4];
							else vErrors.push(err4);
							errors++;
						}
						if (!pattern8.test(data3)) {
							const err5 = {
								instancePath: instancePath + "/aliases/" + i0,
								schemaPath: "#/properties/aliases/items/pattern",
								keyword: "pattern",
								params: { pattern: "^[^/@:]+$" }
							};
							if (vErrors === null) vErrors = [err5];
							else vErrors.push(err5);
							errors++;
						}
					} else {
						const err6 = {
							instancePath: instancePath + "/aliases/" + i0,
							schemaPath: "#/properties/aliases/items/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err6];
						else vErrors.push(err6);
						errors++;
					}
				}
				let i1 = data2.length;
				let j0;
				if (i1 > 1) {
					const indices0 = {};
					for (; i1--;) {
						let item0 = data2[i1];
						if (typeof item0 !== "string") continue;
						if (typeof indices0[item0] == "number") {
							j0 = indices0[item0];
							const err7 = {
								instancePath: instancePath + "/aliases",
								schemaPath: "#/properties/aliases/uniqueItems",
								keyword: "uniqueItems",
								params: {
									i: i1,
									j: j0
								}
							};
							if (vErrors === null) vErrors = [err7];
							else vErrors.push(err7);
							errors++;
							break;
						}
						indices0[item0] = i1;
					}
				}
			} else {
				const err8 = {
					instancePath: instancePath + "/aliases",
					schemaPath: "#/properties/aliases/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
		}
		if (data.description !== void 0) {
			if (typeof data.description !== "string") {
				const err9 = {
					instancePath: instancePath + "/description",
					schemaPath: "#/properties/description/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err9];
				else vErrors.push(err9);
				errors++;
			}
		}
		if (data.owners !== void 0) {
			let data5 = data.owners;
			if (Array.isArray(data5)) {
				const len1 = data5.length;
				for (let i2 = 0; i2 < len1; i2++) if (!validate43(data5[i2], {
					instancePath: instancePath + "/owners/" + i2,
					parentData: data5,
					parentDataProperty: i2,
					rootData
				})) {
					vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
					errors = vErrors.length;
				}
				let i3 = data5.length;
				let j1;
				if (i3 > 1) {
					outer0: for (; i3--;) for (j1 = i3; j1--;) if (func0(data5[i3], data5[j1])) {
						const err10 = {
							instancePath: instancePath + "/owners",
							schemaPath: "#/properties/owners/uniqueItems",
							keyword: "uniqueItems",
							params: {
								i: i3,
								j: j1
							}
						};
						if (vErrors === null) vErrors = [err10];
						else vErrors.push(err10);
						errors++;
						break outer0;
					}
				}
			} else {
				const err11 = {
					instancePath: instancePath + "/owners",
					schemaPath: "#/properties/owners/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err11];
				else vErrors.push(err11);
				errors++;
			}
		}
		if (data.license !== void 0) {
			let data7 = data.license;
			if (typeof data7 === "string") {
				if (func3(data7) < 1) {
					const err12 = {
						instancePath: instancePath + "/license",
						schemaPath: "#/properties/license/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err12];
					else vErrors.push(err12);
					errors++;
				}
			} else {
				const err13 = {
					instancePath: instancePath + "/license",
					schemaPath: "#/properties/license/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err13];
				else vErrors.push(err13);
				errors++;
			}
		}
		if (data.task !== void 0) {
			let data8 = data.task;
			if (typeof data8 === "string") {
				if (func3(data8) < 1) {
					const err14 = {
						instancePath: instancePath + "/task",
						schemaPath: "#/properties/task/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err14];
					else vErrors.push(err14);
					errors++;
				}
			} else {
				const err15 = {
					instancePath: instancePath + "/task",
					schemaPath: "#/properties/task/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err15];
				else vErrors.push(err15);
				errors++;
			}
		}
		if (data.tags !== void 0) {
			let data9 = data.tags;
			if (Array.isArray(data9)) {
				const len2 = data9.length;
				for (let i4 = 0; i4 < len2; i4++) {
					let data10 = data9[i4];
					if (typeof data10 === "string") {
						if (func3(data10) < 1) {
							const err16 = {
								instancePath: instancePath + "/tags/" + i4,
								schemaPath: "#/properties/tags/items/minLength",
								keyword: "minLength",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err16];
							else vErrors.push(err16);
							errors++;
						}
					} else {
						const err17 = {
							instancePath: instancePath + "/tags/" + i4,
							schemaPath: "#/properties/tags/items/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err17];
						else vErrors.push(err17);
						errors++;
					}
				}
				let i5 = data9.length;
				let j2;
				if (i5 > 1) {
					const indices1 = {};
					for (; i5--;) {
						let item1 = data9[i5];
						if (typeof item1 !== "string") continue;
						if (typeof indices1[item1] == "number") {
							j2 = indices1[item1];
							const err18 = {
								instancePath: instancePath + "/tags",
								schemaPath: "#/properties/tags/uniqueItems",
								keyword: "uniqueItems",
								params: {
									i: i5,
									j: j2
								}
							};
							if (vErrors === null) vErrors = [err18];
							else vErrors.push(err18);
							errors++;
							break;
						}
						indices1[item1] = i5;
					}
				}
			} else {
				const err19 = {
					instancePath: instancePath + "/tags",
					schemaPath: "#/properties/tags/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err19];
				else vErrors.push(err19);
				errors++;
			}
		}
		if (data.versioning !== void 0) {
			let data11 = data.versioning;
			if (!(data11 === "semver" || data11 === "integer" || data11 === "commit")) {
				const err20 = {
					instancePath: instancePath + "/versioning",
					schemaPath: "#/properties/versioning/enum",
					keyword: "enum",
					params: { allowedValues: schema17.properties.versioning.enum }
				};
				if (vErrors === null) vErrors = [err20];
				else vErrors.push(err20);
				errors++;
			}
		}
		if (data.metrics !== void 0) {
			let data12 = data.metrics;
			if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
				for (const key1 in data12) if (!validate45(data12[key1], {
					instancePath: instancePath + "/metrics/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
					parentData: data12,
					parentDataProperty: key1,
					rootData
				})) {
					vErrors = vErrors === null ? validate45.errors : vErrors.concat(validate45.errors);
					errors = vErrors.length;
				}
			} else {
				const err21 = {
					instancePath: instancePath + "/metrics",
					schemaPath: "#/properties/metrics/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err21];
				else vErrors.push(err21);
				errors++;
			}
		}
		if (data.gates !== void 0) {
			let data14 = data.gates;
			if (data14 && typeof data14 == "object" && !Array.isArray(data14)) {
				for (const key2 in data14) {
					const _errs28 = errors;
					if (!validate41(key2, {
						instancePath: instancePath + "/gates",
						parentData: data14,
						parentDataProperty: "gates",
						rootData
					})) {
						vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
						errors = vErrors.length;
					}
					if (!(_errs28 === errors)) {
						const err22 = {
							instancePath: instancePath + "/gates",
							schemaPath: "#/properties/gates/propertyNames",
							keyword: "propertyNames",
							params: { propertyName: key2 }
						};
						if (vErrors === null) vErrors = [err22];
						else vErrors.push(err22);
						errors++;
					}
				}
				for (const key3 in data14) if (!validate48(data14[key3], {
					instancePath: instancePath + "/gates/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),
					parentData: data14,
					parentDataProperty: key3,
					rootData
				})) {
					vErrors = vErrors === null ? validate48.errors : vErrors.concat(validate48.errors);
					errors = vErrors.length;
				}
			} else {
				const err23 = {
					instancePath: instancePath + "/gates",
					schemaPath: "#/properties/gates/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err23];
				else vErrors.push(err23);
				errors++;
			}
		}
	} else {
		const err24 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err24];
		else vErrors.push(err24);
		errors++;
	}
	validate40.errors = vErrors;
	return errors === 0;
}
export { validate };
