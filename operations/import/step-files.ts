import type { ForeignPerson } from "../../core/import/foreign.ts";
import type { Edit, Step } from "../../core/import/timeline.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { renderRegistryFile } from "../../core/drafts/write.ts";
import { plainText } from "../../core/text/plain-text.ts";
import { schemaReference } from "../workspace/change-target.ts";
import { withVersion } from "../promote/promote.ts";

/** Texts by path; null removes the file. */
export type StepFiles = ReadonlyMap<string, string | null>;

export interface RenderedStep {
  readonly edits: readonly (Edit & { readonly path: string })[];
  readonly files: StepFiles;
  /** The commit that it would be. */
  readonly commit: {
    readonly message: string;
    readonly by: { readonly name: string; readonly email: string };
    readonly time: string;
  };
}

interface Rendering {
  readonly tree: Tree;
  /** The text of a new model's or version's file. */
  readonly textOf: (path: string) => string | undefined;
}

/** The files of each step, and the commit that it would be. A new model's own file comes with its first version. */
export async function renderSteps(steps: readonly Step[], { tree, textOf }: Rendering): Promise<RenderedStep[]> {
  const known = new Set<string>();
  const rendered: RenderedStep[] = [];
  for (const { event, edits } of steps) {
    const files = new Map<string, string | null>();
    for (const edit of edits) {
      const model = pathOf({ kind: "model", model: edit.model });
      const text = known.has(model) ? undefined : textOf(model);
      if (edit.type === "version" && text !== undefined) files.set(model, text);
      if (edit.type === "version") known.add(model);
      files.set(pathOfEdit(edit), await textOfEdit(edit, { tree, textOf }));
    }
    rendered.push({
      edits: edits.map((edit) => ({ ...edit, path: pathOfEdit(edit) })),
      files,
      commit: { message: messageOf(edits, event.name), by: personOf(event.by), time: event.time },
    });
  }
  return rendered;
}

function pathOfEdit(edit: Edit): string {
  switch (edit.type) {
    case "version":
      return pathOf({ kind: "model-version", model: edit.model, version: edit.version });
    case "stage":
      return pathOf({ kind: "stage", model: edit.model, stage: edit.stage });
    case "status":
      return pathOf({ kind: "status", model: edit.model, version: edit.version });
  }
}

async function textOfEdit(edit: Edit, { tree, textOf }: Rendering): Promise<string | null> {
  const path = pathOfEdit(edit);
  const { model } = edit;
  if (edit.type === "version") return textOf(path) ?? "";
  if (edit.type === "stage") {
    const { stage, version } = edit;
    const existing = (await tree.read([path])).get(path);
    if (existing !== undefined) return withVersion(path, new TextDecoder().decode(existing), { model, stage }, version);
    return renderRegistryFile({ schema: "stage/1", model, stage, version }, await schemaReference(tree, path, "stage"));
  }
  const { version, status, reason } = edit;
  if (status === null) return null;
  const content = { schema: "status/1" as const, model, version, status, reason };
  return renderRegistryFile(content, await schemaReference(tree, path, "status"));
}

/** One line for what it does, as the commands would name it, and where it comes from below. */
function messageOf(edits: readonly Edit[], name: string): string {
  const said = edits.map(sentence);
  const [first = ""] = said;
  const subject = said.length === 1 ? first : `${first}, and ${said.length - 1} more`;
  const list = said.length === 1 ? "" : `${said.map((each) => `- ${each}`).join("\n")}\n\n`;
  return `${subject}\n\n${list}Imported from ${plainText(name)}.\n`;
}

function sentence(edit: Edit): string {
  const { model } = edit;
  switch (edit.type) {
    case "version":
      return `Add ${model} ${edit.version}`;
    case "stage":
      return edit.version === null
        ? `Empty ${edit.stage} of ${model}`
        : `Promote ${model} ${edit.version} to ${edit.stage}`;
    case "status":
      return edit.status === null
        ? `Take the withdrawal of ${model} ${edit.version} back`
        : `Withdraw ${model} ${edit.version} (${edit.status})`;
  }
}

/** Git asks for both; an address that nobody can have stands for one that is not known. */
function personOf({ name, email }: ForeignPerson): { name: string; email: string } {
  const plain = plainText(name).trim();
  return {
    name: plain === "" ? "unknown" : plain,
    email:
      email !== undefined && email !== ""
        ? email
        : `${plain.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-") || "unknown"}@invalid`,
  };
}
