import { type Check, advice, ok } from "../check.ts";

/** Editors that check by old schemas complain of what is right, and miss what is wrong. */
export const editorSchemas: Check = {
  name: "editor-schemas",
  examine({ outdatedSchemas: [first, ...rest] }) {
    if (first === undefined) return [ok("editors check registry files by the schemas of this modelyard")];
    const which = rest.length === 0 ? first : `${first} and ${rest.length} more`;
    const differ = rest.length === 0 ? "differs" : "differ";
    return [
      advice(
        `${which} ${differ} from the schemas of this modelyard: old, altered or missing`,
        "Run modelyard init --upgrade, and commit what it writes.",
      ),
    ];
  },
};
