import { OLDEST_GIT } from "../../../adapters/git/git.ts";
import { type Check, type Found, ok, problem, seen } from "../check.ts";

export const git: Check = {
  name: "git",
  examine: ({ gitVersion }) =>
    gitVersion === undefined ? [ok("nothing here needs git")] : seen(gitVersion, (version) => judge(version)),
};

function judge(version: string): Found {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_GIT.split(".").map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return ok(`git ${version}`);
  return problem(`git ${version} is too old`, `Install git ${OLDEST_GIT} or later.`);
}
