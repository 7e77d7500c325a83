import { type CodeState, hasCommit } from "../adapters/git/repository.ts";
import type { DraftParts } from "../core/registry/draft-parts.ts";
import type { Code } from "../schemas/generated/types.ts";

/** What git knows of the code, which is what trained the model unless a tracker knows better. */
export function partsOfCode(code: CodeState | undefined): DraftParts {
  if (code === undefined) return { notes: [] };
  const { commit, dirty, repository, author } = code;
  return {
    code: { ...(repository === undefined ? {} : { repository }), commit, dirty },
    ...(author === undefined ? {} : { author }),
    notes: [],
  };
}

/** A tracker knows the commit and often not the repository; where the commit is in this one, that tells. */
export async function placeCode(
  code: Code,
  { here, folder }: { readonly here: CodeState | undefined; readonly folder: string },
): Promise<Code> {
  if (code.repository !== undefined || here?.repository === undefined) return code;
  return (await hasCommit(folder, code.commit)) ? { repository: here.repository, ...code } : code;
}

/** What a person should know of the code. */
export function notesOnCode(code: CodeState | undefined, parts: DraftParts): string[] {
  if (parts.code === undefined)
    return ["No git commit was found here, so the entry does not say which code trained the model."];
  if (code?.dirty === true && parts.code.commit === code.commit) {
    return [
      "There are uncommitted changes: the entry says dirty, and the training cannot be repeated from the commit alone.",
    ];
  }
  return [];
}
