import { CHANGE_RULES } from "../changes/rules/index.ts";
import { GATES } from "../gates/index.ts";
import type { Finding, Fix, Severity, TextEdit } from "../registry/finding.ts";
import { compareText } from "../text/order.ts";
import { DATA_RULES, TREE_RULES } from "../rules/index.ts";
import type { RuleText } from "../rules/rule.ts";
import { escapeTerminal } from "../text/escape.ts";
import type { GateAnnotation } from "./gate-annotations.ts";

const ALL_RULES: readonly RuleText[] = [...TREE_RULES, ...DATA_RULES, ...CHANGE_RULES];

interface SarifOptions {
  /** modelyard's own. */
  readonly toolVersion: string;
  readonly rules?: readonly RuleText[];
  /** What gates have against promotions: a result each. */
  readonly gates?: readonly GateAnnotation[];
}

/**
 * Findings as a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code scanning takes it: one run,
 * the rules that were checked with their help, one result per finding, edits that fix it.
 *
 * @example JSON.stringify(sarifLog(findings, { toolVersion: "1.0.0" }))
 */
export function sarifLog(
  findings: readonly Finding[],
  { toolVersion, rules = ALL_RULES, gates = [] }: SarifOptions,
): object {
  const listed = rules.toSorted((a, b) => compareText(a.name, b.name));
  const indexes = new Map(listed.map(({ name }, index) => [name, index]));
  const descriptions = [...listed.map(describeRule), ...(gates.length === 0 ? [] : GATES.map(describeGate))];
  const driver = { name: "modelyard", semanticVersion: toolVersion, rules: descriptions };
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver },
        columnKind: "utf16CodeUnits",
        results: [
          ...findings.map((finding) => describeFinding(finding, indexes.get(finding.rule))),
          ...gates.map(describeGateResult),
        ],
      },
    ],
  };
}

function describeRule({ name, severity, title, why, hint }: RuleText): object {
  return {
    id: name,
    shortDescription: { text: inert(`${title}.`) },
    fullDescription: { text: inert(why) },
    help: { text: inert(`${why} ${hint}`) },
    defaultConfiguration: { level: levelOf(severity) },
  };
}

function describeGate({ name, title, why, hint }: (typeof GATES)[number]): object {
  return {
    id: `gate-${name}`,
    shortDescription: { text: inert(`${title}.`) },
    fullDescription: { text: inert(why) },
    help: { text: inert(`${why} ${hint}`) },
    defaultConfiguration: { level: "error" },
  };
}

function describeGateResult({ gate, level, file, line = 1, message }: GateAnnotation): object {
  const location = { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } };
  return {
    ruleId: `gate-${gate}`,
    level: levelOf(level),
    message: { text: inert(`${message}.`) },
    locations: [{ physicalLocation: location }],
  };
}

function describeFinding(finding: Finding, ruleIndex: number | undefined): object {
  const { rule, severity, path, message, hint, fix } = finding;
  const text = hint === undefined ? `${message}.` : `${message}. ${hint}`;
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf(severity),
    message: { text: inert(text) },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: regionOf(finding) } }],
    ...(fix === undefined ? {} : { fixes: [describeFix(path, fix)] }),
  };
}

/** Code scanning shows no result without a line, so what concerns a whole file stands at its first. */
function regionOf({ line = 1, column, endLine, endColumn }: Finding): object {
  return {
    startLine: line,
    ...(column === undefined ? {} : { startColumn: column }),
    ...(endLine === undefined ? {} : { endLine }),
    ...(endColumn === undefined ? {} : { endColumn }),
  };
}

function describeFix(path: string, { description, edits }: Fix): object {
  const replacements = edits.map(({ start, end, text }: TextEdit) => ({
    deletedRegion: { charOffset: start, charLength: end - start },
    insertedContent: { text },
  }));
  const change = { artifactLocation: { uri: uriOf(path) }, replacements };
  return { description: { text: inert(description) }, artifactChanges: [change] };
}

function levelOf(severity: Severity): "error" | "warning" | "note" {
  return severity === "notice" ? "note" : severity;
}

/** A path as a relative reference. Half a surrogate pair has no encoding. */
function uriOf(path: string): string {
  return path
    .split("/")
    .map((part) => encodeURIComponent(part.replaceAll(/\p{Cs}/gu, "\ufffd")))
    .join("/");
}

/** Neither a link (`[text](target)`) nor a placeholder (`{0}`), which SARIF's plain messages know. */
function inert(text: string): string {
  return escapeTerminal(text)
    .replaceAll("](", "] (")
    .replaceAll(/\{(?=\d+\})/g, "{ ");
}
