import type { Problem } from "../../registry/finding.ts";
import { changesOf } from "../change.ts";
import { problemIn } from "./place.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const changeUnrecognised: ChangeRule = {
  name: "change-unrecognised",
  severity: "error",
  scope: "change",
  title: "Every change is one that can be judged",
  why: "A change that nobody can read is a change that no gate has judged. Skipping it would let a promotion or a policy edit through unseen, so it is refused.",
  hint: "Correct the file as its other findings say. Move a file that does not belong to the registry out of `registry/`. Replace a symbolic link or a submodule with a regular file.",
  *check({ head, changes }: Comparison): Iterable<Problem> {
    for (const { path, identity, reason } of changesOf(changes, "unrecognised")) {
      const message = `modelyard cannot say what this changes: it is ${reason}`;
      yield problemIn(head, path, [], { message, hint: adviceOn(identity !== undefined, head.files.has(path)) });
    }
  },
};

function adviceOn(hasPlace: boolean, isFile: boolean): string {
  if (!hasPlace) return "Move it out of registry/, or to where the layout has a place for it.";
  return isFile ? "Correct the file. modelyard validate shows what is wrong." : "Put a regular file in its place.";
}
