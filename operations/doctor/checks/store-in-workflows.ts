import { type Check, ok, problem } from "../check.ts";
import { placeOf } from "../parts.ts";

/** GitHub's own runners start empty: a folder of somebody's machine is not there. */
export const storeInWorkflows: Check = {
  name: "store-in-workflows",
  examine({ registry, parts }) {
    const place = registry.settings?.value.artifacts.store;
    if (place === undefined || place === "github-releases" || place.type !== "file") {
      return [ok("the workflows reach the store over the network")];
    }
    const hosted = parts.find(({ part, job }) => part === "publish" && /^(?:ubuntu|windows|macos)-/.test(job.runsOn));
    if (hosted === undefined) return [ok("no workflow publishes from a machine that cannot see the store's folder")];
    return [
      problem(
        `${placeOf(hosted)} publishes on ${hosted.job.runsOn}, which cannot see the store's folder ${place.path}`,
        `Run the job on a machine of yours that has the folder (runs-on: self-hosted), or in registry/registry.yaml choose a store that everybody can reach:`,
        ["artifacts:", "  store: github-releases"],
      ),
    ];
  },
};
