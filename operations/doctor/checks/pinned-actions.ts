import { type Check, advice, ok } from "../check.ts";
import { othersIn } from "../uses.ts";

/** A tag can be moved to other code, which then runs with the job's permissions. */
export const pinnedActions: Check = {
  name: "pinned-actions",
  examine({ parts }) {
    const workflows = [...new Set(parts.map(({ workflow }) => workflow))];
    const loose = othersIn(workflows).filter(({ isPinned, isOurs }) => !isPinned && !isOurs);
    if (loose.length === 0) return [ok("actions of others are pinned to their commits")];
    return loose.map(({ uses, place }) =>
      advice(
        `${place} uses ${uses}, and whoever moves that tag runs code in the job`,
        `Name its commit, with the tag behind it:`,
        [`- uses: ${uses.replace(/@.*/, "")}@<40 hex digits> # ${uses.replace(/^[^@]*@?/, "")}`],
      ),
    );
  },
};
