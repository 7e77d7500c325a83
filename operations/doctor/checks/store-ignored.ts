import { type Check, ok, problem } from "../check.ts";

/** Whatever `git add` takes stays in the history of the repository for ever. */
export const storeIgnored: Check = {
  name: "store-ignored",
  examine({ registry, unignoredStore }) {
    const place = registry.settings?.value.artifacts.store;
    if (place === undefined || place === "github-releases" || place.type !== "file") return [];
    if (unignoredStore === undefined) return [ok("no commit takes the bytes of the store")];
    return [problem(unignoredStore.message, unignoredStore.fix)];
  },
};
