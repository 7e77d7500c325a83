import { CHANGE_RULES } from "../changes/rules/index.ts";
import { GATES } from "../gates/index.ts";
import type { Severity } from "../registry/finding.ts";
import { DATA_RULES, TREE_RULES } from "../rules/index.ts";

/** A rule or gate as people look it up. */
export interface CatalogueEntry {
  readonly name: string;
  /** What it looks at. */
  readonly kind: "file" | "registry" | "data" | "change" | "gate";
  /** Undefined for gates, which have verdicts. */
  readonly severity: Severity | undefined;
  readonly title: string;
  readonly why: string;
  readonly hint: string;
  /** For gates: whether a rollback passes without it. */
  readonly onRollback: "kept" | "skipped" | undefined;
  /** For gates: the lines under `gates` that ask for it, none where every promotion must show it. */
  readonly lines: readonly string[];
}

/** Every rule and gate, in the order in which people read about them. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...[...TREE_RULES, ...DATA_RULES, ...CHANGE_RULES].map(
    ({ name, scope, severity, title, why, hint }): CatalogueEntry => ({
      name,
      kind: scope,
      severity,
      title,
      why,
      hint,
      onRollback: undefined,
      lines: [],
    }),
  ),
  ...GATES.map(({ name, title, why, hint, onRollback, lines }): CatalogueEntry => {
    return { name, kind: "gate", severity: undefined, title, why, hint, onRollback, lines };
  }),
];

const SECTIONS: readonly (readonly [title: string, intro: string, kinds: readonly CatalogueEntry["kind"][]])[] = [
  ["Rules on a file", "Each file for itself.", ["file"]],
  ["Rules on a registry", "How the files of one tree fit together.", ["registry"]],
  [
    "Rules on data",
    "What the registry says about data, compared with DVC's files in the same repository, where there are any.",
    ["data"],
  ],
  [
    "Rules on changes",
    "What a pull request may do to the tree it starts from (`modelyard validate --base main`).",
    ["change"],
  ],
  [
    "Gates",
    "What a promotion must show, as registry.yaml and model.yaml on the base ask for it. A verdict is passed, failed, pending (time or an approval decides) or unknown (not observed, which never counts as passed). Where it has lines, they stand under `gates` of a stage: [docs/policy.md](policy.md).",
    ["gate"],
  ],
];

/** docs/rules.md. */
export function catalogueMarkdown(): string {
  const sections = SECTIONS.map(([title, intro, kinds]) => {
    const entries = CATALOGUE.filter(({ kind }) => kinds.includes(kind));
    return [`## ${title}`, intro, ...entries.map(entryMarkdown)].join("\n\n");
  });
  const intro = "Every rule and gate, what it asks and why. `modelyard explain NAME` says the same in the terminal.";
  return `<!-- Generated from the rules themselves by \`npm run generate\`. Do not edit. -->\n\n# Rules and gates\n\n${intro}\n\n${sections.join("\n\n")}\n`;
}

function entryMarkdown({ name, severity, title, why, hint, onRollback, lines }: CatalogueEntry): string {
  const kind = severity === undefined ? "" : ` · ${severity}`;
  const rollback = onRollback === "skipped" ? "\n\nA rollback passes without it." : "";
  const yaml = lines.length === 0 ? "" : `\n\n\`\`\`yaml\n${lines.join("\n")}\n\`\`\``;
  return `### \`${name}\`${kind}\n\n**${title}.** ${why}\n\n*What to do:* ${hint}${rollback}${yaml}`;
}
