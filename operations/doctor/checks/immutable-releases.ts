import { type Check, advice, ok, seen } from "../check.ts";
import { keepsReleases } from "../stores.ts";

export const immutableReleases: Check = {
  name: "immutable-releases",
  examine(setup) {
    if (!keepsReleases(setup)) return [ok("artifacts are not stored on releases")];
    return seen(setup.github, ({ immutableReleases: observed }) =>
      seen(observed, (on) =>
        on
          ? ok("a published release can no longer change")
          : advice(
              "Whoever may write can change the files of a published release; pull would notice, and deploys would stop",
              'Settings › General › Releases: tick "Enable release immutability".',
            ),
      ),
    );
  },
};
