import { join, resolve, sep } from "node:path";
import type { CodeState } from "../../adapters/git/repository.ts";
import type { DraftParts } from "../../core/drafts/draft-parts.ts";
import { listing } from "../../core/text/listing.ts";
import type { Code } from "../../schemas/generated/types.ts";

/**
 * What git knows of the code here. It trained the model, unless a tracker did: what that does not name, nobody knows, and
 * a model is often drafted elsewhere than where it was trained.
 */
export function partsOfCode(code: CodeState | undefined, { tracker }: Pick<DraftParts, "tracker">): DraftParts {
  if (code === undefined) return { notes: [] };
  const { commit, changed, repository, author } = code;
  if (tracker !== undefined) return { ...(author === undefined ? {} : { author }), notes: [] };
  return {
    code: { ...(repository === undefined ? {} : { repository }), commit, dirty: changed.length > 0 },
    ...(author === undefined ? {} : { author }),
    notes: [],
  };
}

/** The code without the files that the training wrote: nothing of these says how it was trained. */
export function withoutProducts(
  code: CodeState | undefined,
  { made = [], artifacts = [] }: Pick<DraftParts, "made" | "artifacts">,
): CodeState | undefined {
  const products = [...made, ...artifacts.map(({ file }) => resolve(file))];
  const isProduct = (path: string) => products.some((product) => path === product || path.startsWith(product + sep));
  return code && { ...code, changed: code.changed.filter((path) => !isProduct(join(code.root, path))) };
}

/** A tracker often records the commit without the repository: it is this repository if it contains the commit. */
export async function placeCode(code: Code, here: CodeState | undefined): Promise<Code> {
  if (code.repository !== undefined || here?.repository === undefined) return code;
  return (await here.hasCommit(code.commit)) ? { repository: here.repository, ...code } : code;
}

const MAX_FILES = 3;

interface CodeNotes {
  /** The folder's own commit. */
  readonly here: CodeState | undefined;
  /** The parts of the sources, before the folder's commit was added. */
  readonly parts: DraftParts;
}

/** What a person should know of the code. */
export function notesOnCode({ here, parts }: CodeNotes): string[] {
  const { tracker } = parts;
  if (parts.code !== undefined) return notesOnSameCommit(parts.code, here, tracker);
  if (here === undefined)
    return ["No git commit was found here, so the entry does not say which code trained the model."];
  if (tracker === undefined) return notesOnChanges(here);
  return [
    `The ${tracker} records name no commit, so the entry does not say which code trained the model. Was it the commit of this folder? Then add code: {commit: ${here.commit}} to the version file.`,
  ];
}

/** MLflow records the commit alone, and most people draft where they trained. */
function notesOnSameCommit(code: Code, here: CodeState | undefined, tracker: string | undefined): string[] {
  if (tracker === undefined || code.dirty !== undefined || code.commit !== here?.commit) return [];
  if (here.changed.length === 0) return [];
  return [
    `Not committed here: ${listing(here.changed, ",", MAX_FILES)}. The ${tracker} run does not say whether it trained with that.`,
  ];
}

function notesOnChanges({ changed }: CodeState): string[] {
  if (changed.length === 0) return [];
  return [
    `Not committed: ${listing(changed, ",", MAX_FILES)}. The entry says dirty, as the commit alone does not repeat the training.`,
  ];
}
