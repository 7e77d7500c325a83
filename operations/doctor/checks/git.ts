import { type Check, type Found, ok, problem, seen } from "../check.ts";

/** The first with `git log --diff-merges`, by which history is read. */
const NEEDED = [2, 31] as const;

export const git: Check = {
  name: "git",
  examine: ({ gitVersion }) =>
    gitVersion === undefined ? [ok("nothing here needs git")] : seen(gitVersion, (version) => judge(version)),
};

function judge(version: string): Found {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNew = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
  if (isNew) return ok(`git ${version}`);
  return problem(`git ${version} is too old to read history`, `Install git ${NEEDED.join(".")} or later.`);
}
