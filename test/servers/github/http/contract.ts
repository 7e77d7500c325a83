import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { Answer } from "./call.ts";
import type { Route } from "./router.ts";

/** Something that GitHub's OpenAPI description does not allow. */
export interface ContractViolation {
  /** Who broke it: the client that asked, or the fake that answered. */
  readonly side: "request" | "response";
  /** `PATCH /repos/{owner}/{repo}/releases/{release_id}` */
  readonly operation: string;
  readonly message: string;
}

type Schema = Readonly<Record<string, unknown>>;

interface Operation {
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  readonly responses: Readonly<Record<string, Schema | null>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
}

interface Description {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text));

/** Checks traffic against GitHub's own description of its API, cut down to what the fake serves. */
export class Contract {
  readonly violations: ContractViolation[] = [];
  readonly #description: Description;
  readonly #ajv: Ajv;
  readonly #validators = new Map<Schema, ValidateFunction>();

  private constructor(description: Description) {
    this.#description = description;
    this.#ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
    // An address that was not given is an empty text.
    this.#ajv.addFormat("uri", (text) => text === "" || URL.canParse(text.replaceAll(/\{[^}]*\}/g, "")));
    this.#ajv.addFormat("date-time", isInstant);
  }

  static async load(): Promise<Contract> {
    const text = await readFile(join(import.meta.dirname, "openapi.json"), "utf8");
    return new Contract(JSON.parse(text) as Description);
  }

  /** Parameters and body of a request that reached a route. */
  checkRequest(route: Route, { params, query, body }: Asked): void {
    const operation = this.#operation(route);
    if (operation === undefined) return;
    const report = (message: string): void => this.#report("request", route, message);
    const known = new Map(operation.parameters.map((parameter) => [parameter.name, parameter]));
    for (const [name, value] of [...Object.entries(params), ...query]) {
      const parameter = known.get(name);
      if (parameter === undefined) report(`the parameter ${name} is not described`);
      else this.#validate(parameter.schema, typed(value, parameter.schema), name, report);
    }
    for (const { name, required, in: place } of operation.parameters) {
      if (required && place === "query" && !query.has(name)) report(`the parameter ${name} is missing`);
    }
    if (operation.body === null || body === undefined) return;
    this.#validate(operation.body, body, "body", report);
    for (const field of this.#undescribed(operation.body, body)) report(`body/${field} is not described`);
  }

  /** Status and body of an answer that the fake is about to give. */
  checkResponse(route: Route, answer: Answer): void {
    const operation = this.#operation(route);
    if (operation === undefined) return;
    const { status } = answer;
    const report = (message: string): void => this.#report("response", route, `${status}: ${message}`);
    const described = operation.responses[String(status)];
    // Not every refusal is described, but all have one form. A 304 may come wherever there is an ETag.
    if (described === undefined && status < 400 && status !== 304) return report("the status is not described");
    const schema = described ?? (status >= 400 ? { $ref: "#/schemas/basic-error" } : null);
    if (answer.kind === "json" && schema !== null) this.#validate(schema, answer.json, "body", report);
    if (answer.kind === "empty" && described != null) report("a body is described, but there is none");
  }

  #operation(route: Route): Operation | undefined {
    return this.#description.operations[`${route.method} ${route.template}`];
  }

  #report(side: ContractViolation["side"], route: Route, message: string): void {
    this.violations.push({ side, operation: `${route.method} ${route.template}`, message });
  }

  #validate(schema: Schema, value: unknown, where: string, report: (message: string) => void): void {
    let validate = this.#validators.get(schema);
    if (validate === undefined) {
      validate = this.#ajv.compile({ schemas: this.#description.schemas, allOf: [schema] });
      this.#validators.set(schema, validate);
    }
    if (validate(value)) return;
    for (const error of (validate.errors ?? []).slice(0, 5)) report(worded(where, error));
  }

  /** The fields of a body that no branch of its schema knows: GitHub would ignore them in silence. */
  #undescribed(schema: Schema, body: unknown): string[] {
    if (typeof body !== "object" || body === null || Array.isArray(body)) return [];
    const known = this.#properties(schema);
    return Object.keys(body).filter((field) => !known.has(field));
  }

  #properties(schema: Schema): Set<string> {
    const reference = schema["$ref"];
    const own = typeof reference === "string" ? (this.#description.schemas[reference.slice(10)] ?? {}) : schema;
    const branches = ["oneOf", "anyOf", "allOf"].flatMap((keyword) => (own[keyword] ?? []) as Schema[]);
    const names = new Set(Object.keys(own["properties"] ?? {}));
    for (const branch of branches) for (const name of this.#properties(branch)) names.add(name);
    return names;
  }
}

const worded = (where: string, { instancePath, message, params }: ErrorObject): string =>
  `${where}${instancePath} ${message ?? "is wrong"} ${JSON.stringify(params)}`;

/** A parameter's text as the type that its schema wants. */
function typed(text: string, schema: Schema): unknown {
  const types = new Set([schema["type"]].flat());
  if (types.has("integer") || types.has("number")) return text === "" ? text : Number(text);
  if (types.has("boolean")) return text === "true" || (text === "false" ? false : text);
  return types.has("array") ? text.split(",") : text;
}
