import { basename, resolve } from "node:path";
import { InputError } from "../../core/errors.ts";
import { nearestName } from "../../core/import/names.ts";
import { isName } from "../../core/registry/names/names.ts";
import { parseStoreAddress } from "../../core/store/store-address.ts";
import { textLiteral } from "../../core/yaml/plain-scalar.ts";
import { SCHEMA_FOLDER } from "../workspace/editor-schemas.ts";

/** What a new registry asks of a promotion. */
export const TEMPLATES = ["team", "solo"] as const;
export type Template = (typeof TEMPLATES)[number];

export interface SettingsOptions {
  readonly folder: string;
  /** `file:PATH`, `s3://BUCKET/PREFIX` or `github-releases`. */
  readonly store: string;
  /** In lifecycle order. */
  readonly stages: readonly string[];
  readonly template: Template;
}

/**
 * The text of a new registry.yaml.
 *
 * @throws InputError `stage-name-invalid`, `store-invalid`
 */
export function settingsText({ folder, store, stages, template }: SettingsOptions): string {
  const bad = stages.find((stage) => !isName(stage));
  if (bad !== undefined || stages.length === 0) {
    throw new InputError({
      code: "stage-name-invalid",
      message: `${JSON.stringify(bad ?? "")} cannot be a stage's name`,
      hint: "Names have lower-case letters, digits, - and _. In their order with commas between: --stages staging,production.",
    });
  }
  const twice = stages.find((stage, index) => stages.indexOf(stage) !== index);
  if (twice !== undefined) {
    throw new InputError({
      code: "stage-name-invalid",
      message: `The stage ${twice} is named twice`,
      hint: "Name each stage once, in their order: --stages staging,production.",
    });
  }
  const lines = stages.flatMap((stage, index) => [
    `  - name: ${textLiteral(stage)}`,
    ...gatesOf[template](stages[index - 1], index === stages.length - 1),
  ]);
  return `# yaml-language-server: $schema=../${SCHEMA_FOLDER}/registry-1.json
# Every gate: modelyard explain. One of them with the lines to write: modelyard explain formats
schema: registry/1
name: ${textLiteral(registryName(folder))}
stages:                           # in lifecycle order; a model holds one version in each
${lines.join("\n")}
artifacts:
  store: ${storeText(store)}
`;
}

type GateLines = (stageBefore: string | undefined, isLast: boolean) => readonly string[];

const SIGNATURE = explained("signature: compatible", "whoever calls the version now in the stage can go on");

const gatesOf: Readonly<Record<Template, GateLines>> = {
  /** An order, reviews, and nothing that runs code where others load it. */
  team(before, isLast) {
    if (before === undefined) return [];
    const after = explained(`after: ${textLiteral(before)}`, `the version must have held ${before} first`);
    if (!isLast) return ["    gates:", after];
    return [
      "    gates:",
      after,
      explained("approvals: 1", "approving reviews by the model's owners"),
      "      require: [signature, metrics, code]",
      SIGNATURE,
      explained("formats: safe", "no format that runs code when it is loaded"),
    ];
  },
  /** Nothing for which one person would wait, or that an ordinary model lacks. */
  solo: () => ["    gates:", SIGNATURE],
};

function explained(line: string, why: string): string {
  return `${`      ${line}`.padEnd(33)} # ${why}`;
}

function storeText(text: string): string {
  const store = parseStoreAddress(text);
  if (typeof store === "string") return store;
  if (store !== undefined) {
    const fields = Object.entries(store).map(([key, value]) => `, ${key}: ${JSON.stringify(value)}`);
    return `{type: ${store.type}${fields.slice(1).join("")}}`;
  }
  throw new InputError({
    code: "store-invalid",
    message: `${JSON.stringify(text)} is not a store`,
    hint: "Write --store github-releases, --store s3://BUCKET/PREFIX, or --store file:PATH with a folder that everybody who drafts and deploys can reach.",
  });
}

/** A name for the registry from its folder's. */
function registryName(folder: string): string {
  return nearestName(basename(resolve(folder))) ?? "models";
}
