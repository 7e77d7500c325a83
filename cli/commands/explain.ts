import { InputError } from "../../core/errors.ts";
import { type Format, formats } from "../../core/formats/catalogue.ts";
import { CATALOGUE, type CatalogueEntry } from "../../core/reports/rules-page.ts";
import type { Style } from "../../core/text/style.ts";
import { renderTable } from "../../core/text/table.ts";
import { closest } from "../../core/text/suggest.ts";
import { type Answer, defineCommand } from "../command.ts";

export const explain = defineCommand({
  args: [
    { name: "RULE", help: "A rule's or gate's name; nothing for the list of all", optional: true, completes: "rule" },
  ],
  options: {},
  examples: [
    ["explain", "every rule and gate in a line"],
    ["explain version-missing", "what it asks, why, and what to do"],
    ["explain soak", "the same for a gate, and the lines that ask for it"],
    ["explain formats", "the gate, and every file format with its verdict"],
  ],
  async run({ args: [name], terminal }): Promise<Answer> {
    if (name === undefined) return Promise.resolve({ exitCode: 0, data: CATALOGUE, text: listText(terminal.style) });
    const entry = CATALOGUE.find((each) => each.name === name);
    if (entry === undefined) throw unknown(name);
    if (name === "formats") return Promise.resolve(explainFormats(entry, terminal.style));
    return Promise.resolve({ exitCode: 0, data: entry, text: entryText(entry, terminal.style) });
  },
});

const VERDICTS: Record<Format["runsCode"], string> = {
  never: "safe",
  possible: "refused",
  always: "refused",
};

function explainFormats(entry: CatalogueEntry, style: Style): Answer {
  const table = renderTable({
    columns: [{ title: "format" }, { title: "safe?" }, { title: "why" }],
    rows: formats.map(({ name, runsCode, title, why }) => [name, VERDICTS[runsCode], `${title}: ${why}`]),
    style,
  });
  const data = { ...entry, formats: formats.map(({ name, title, runsCode, why }) => ({ name, title, runsCode, why })) };
  const { lines, ...rest } = entry;
  const text = [entryText({ ...rest, lines: [] }, style), table, ...policyText(lines, style)].join("\n\n");
  return { exitCode: 0, data, text };
}

function unknown(name: string): InputError {
  const near = closest(
    name,
    CATALOGUE.map((entry) => entry.name),
  );
  const hint = near === undefined ? "" : `Did you mean ${near}? `;
  return new InputError({
    code: "rule-unknown",
    message: `There is no rule or gate ${JSON.stringify(name)}`,
    hint: `${hint}modelyard explain lists them all.`,
  });
}

function listText(style: Style): string {
  const columns = [{ title: "name" }, { title: "" }, { title: "what it asks" }];
  return renderTable({
    columns,
    rows: CATALOGUE.map(({ name, severity, title }) => [name, severity ?? "gate", title]),
    style,
  });
}

function entryText({ name, severity, title, why, hint, onRollback, lines }: CatalogueEntry, style: Style): string {
  const rollback = onRollback === "skipped" ? ["A rollback passes without it."] : [];
  const paragraphs = [`${title}.`, why, `${style.dim("What to do:")} ${hint}`, ...rollback].map((text) => wrap(text));
  return [`${style.bold(name)}  ${style.dim(severity ?? "gate")}`, ...paragraphs, ...policyText(lines, style)].join(
    "\n\n",
  );
}

/** What to write, and where: last, since that is what people came for. */
function policyText(lines: readonly string[], style: Style): readonly string[] {
  if (lines.length === 0) return [];
  const where =
    "To ask for it, for every model in registry/registry.yaml, or for one under `gates: {production: …}` in its model.yaml:";
  const yaml = ["stages:", "  - name: production", "    gates:", ...lines.map((line) => `      ${line}`)];
  return [wrap(where), yaml.map((line) => `    ${style.cyan(line)}`).join("\n")];
}

const WIDTH = 90;

/** Breaks a paragraph into lines that are comfortable to read. */
function wrap(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `  ${each}`).join("\n");
}
