import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { StageHistory } from "../../../core/history/tenure.ts";
import { stageFile } from "../../../test/support/sample-registry.ts";
import { RegistryRepository, temporaryFolder } from "../../../test/support/registry-repository.ts";
import { readStageHistory, type StageHistoryOptions } from "./history.ts";
import { withRepository } from "../open-repository.ts";

const PRODUCTION = "registry/models/churn/stages/production.yaml";
const production = (version: string | null) => stageFile("churn", "production", version);
const day = (number: number) => `2026-10-${String(number).padStart(2, "0")}T09:30:00Z`;

async function known(folder: string, options: Partial<StageHistoryOptions> = {}): Promise<readonly StageHistory[]> {
  const observed = await withRepository(folder, (repository) =>
    readStageHistory(repository, { revision: "HEAD", ...options }),
  );
  if (!observed.known) throw new Error(observed.reason);
  return observed.value;
}

/** `[version, from, until]` with the days of October, of the only stage there is. */
async function tenures(folder: string, options?: Partial<StageHistoryOptions>): Promise<unknown[]> {
  const [history, ...others] = await known(folder, options);
  expect(others).toEqual([]);
  return (history?.tenures ?? []).map(({ version, from, until }) => [version, from.time, until?.time]);
}

describe("a change counts when it reaches the branch", () => {
  test("a merge commit: by who merged it, under the pull request's title", async () => {
    const repository = new RegistryRepository();
    repository.commit({ "README.md": "" }, { at: day(1), message: "Begin" });
    const title = "Promote churn 1.3.0 to production";
    const commit = repository.mergePullRequest(production("1.3.0"), {
      number: 115,
      title,
      author: "alice",
      mergedBy: "dana",
      at: day(2),
    });

    expect(await known(repository.folder)).toMatchObject([
      { commits: [{ commit, time: day(2), by: "dana", subject: title, pullRequest: 115, version: "1.3.0" }] },
    ]);
  });

  test("a squashed pull request: by its author", async () => {
    const repository = new RegistryRepository();
    const title = "Promote churn 1.3.0 to production";
    const commit = repository.squashPullRequest(production("1.3.0"), {
      number: 115,
      title,
      author: "alice",
      at: day(2),
    });

    expect(await known(repository.folder)).toMatchObject([
      { commits: [{ commit, time: day(2), by: "alice", subject: title, pullRequest: 115, version: "1.3.0" }] },
    ]);
  });

  test("a direct commit: by who committed it, in UTC", async () => {
    const repository = new RegistryRepository();
    const at = "2026-10-02T11:30:00+02:00";
    repository.commit(production("1.3.0"), {
      at,
      message: "Promote churn\n\nby hand",
      author: "alice",
      committer: "dana",
    });

    expect(await known(repository.folder)).toMatchObject([
      { commits: [{ time: day(2), by: "dana", subject: "Promote churn", pullRequest: undefined }] },
    ]);
  });

  test("what a branch tried before the merge is not history, and neither is what nobody committed", async () => {
    const repository = new RegistryRepository();
    repository.commit(production("1.0.0"), { at: day(1), message: "first" });
    repository.git(["checkout", "--quiet", "-b", "side"]);
    repository.commit(production("1.1.0"), { at: day(2), message: "try" });
    repository.commit(production("1.2.0"), { at: day(3), message: "try again" });
    repository.git(["checkout", "--quiet", "main"]);
    repository.git(["merge", "--quiet", "--no-ff", "--message=merge", "side"], { GIT_COMMITTER_DATE: day(4) });
    repository.write(production("9.0.0"));
    repository.git(["add", "--all"]);

    expect(await tenures(repository.folder)).toEqual([
      ["1.0.0", day(1), day(4)],
      ["1.2.0", day(4), undefined],
    ]);
  });

  test("only the given revision's own line counts", async () => {
    const repository = new RegistryRepository();
    const first = repository.commit(production("1.0.0"), { at: day(1), message: "first" });
    repository.commit(production("1.1.0"), { at: day(2), message: "second" });
    expect(await tenures(repository.folder, { revision: first })).toEqual([["1.0.0", day(1), undefined]]);
  });
});

describe("what a stage file can go through", () => {
  test("promotion, rollback, clearing, deletion and return", async () => {
    const repository = new RegistryRepository();
    const steps = [
      production("1.0.0"),
      production("1.1.0"),
      production("1.0.0"),
      production(null),
      production("1.2.0"),
    ];
    for (const [index, files] of steps.entries()) repository.commit(files, { at: day(index + 1), message: "step" });
    repository.commit({ [PRODUCTION]: null }, { at: day(6), message: "delete" });
    repository.commit(production("1.2.0"), { at: day(7), message: "add again" });

    expect(await tenures(repository.folder)).toEqual([
      ["1.0.0", day(1), day(2)],
      ["1.1.0", day(2), day(3)],
      ["1.0.0", day(3), day(4)],
      ["1.2.0", day(5), day(6)],
      ["1.2.0", day(7), undefined],
    ]);
  });

  test("content that cannot be read, and a symbolic link, hold no version", async () => {
    const repository = new RegistryRepository();
    repository.commit(production("1.0.0"), { at: day(1), message: "first" });
    repository.commit({ [PRODUCTION]: "<<<<<<< ours\n" }, { at: day(2), message: "conflict" });
    repository.commit(production("1.1.0"), { at: day(3), message: "repair" });
    repository.commit({ [PRODUCTION]: null }, { at: day(4), message: "make room" });
    // Git stores a link's target as its content.
    symlinkSync(production("6.6.6")[PRODUCTION] ?? "", join(repository.folder, PRODUCTION));
    repository.git(["add", PRODUCTION]);
    repository.git(["commit", "--quiet", "--message=link"], { GIT_COMMITTER_DATE: day(5) });

    expect(await tenures(repository.folder, { model: "churn", stage: "production" })).toEqual([
      ["1.0.0", day(1), day(2)],
      ["1.1.0", day(3), day(4)],
    ]);
  });

  test("a renamed model is a new one, and the stage of the old one ends", async () => {
    const repository = new RegistryRepository();
    repository.commit(production("1.0.0"), { at: day(1), message: "first" });
    repository.git(["mv", "registry/models/churn", "registry/models/attrition"]);
    repository.commit({}, { at: day(2), message: "rename" });

    const histories = await known(repository.folder);
    expect(
      histories.map(({ model, tenures }) => [model, tenures.map(({ from, until }) => [from.time, until?.time])]),
    ).toEqual([
      ["attrition", [[day(2), undefined]]],
      ["churn", [[day(1), day(2)]]],
    ]);
  });

  test("text in a commit cannot pose as another commit or file", async () => {
    const repository = new RegistryRepository();
    const message = `:100644 100644 0 0 M\n\n\u001e\n:000000 100644 ${"0".repeat(40)} ${"1".repeat(40)} A\t${PRODUCTION}\n`;
    repository.commit(production("1.0.0"), { at: day(1), message });
    expect(await known(repository.folder)).toMatchObject([
      { commits: [{ by: "alice", subject: ":100644 100644 0 0 M", version: "1.0.0" }] },
    ]);
  });
});

describe("which stages are read", () => {
  test("all, one model's, or one; version files and other models' files never mix in", async () => {
    const repository = new RegistryRepository();
    const files = {
      ...production("1.0.0"),
      ...stageFile("churn", "staging", "1.0.0"),
      ...stageFile("churn-eu", "production", "2.0.0"),
      "registry/models/churn/versions/1.0.0.yaml": "schema: model-version/1\n",
      "registry/models/churn/stages/notes.txt": "",
      "registry/models/churn/stages/deeper/production.yaml": "",
    };
    repository.commit(files, { at: day(1), message: "all at once" });
    const places = async (options: Partial<StageHistoryOptions>) =>
      (await known(repository.folder, options)).map(({ model, stage }) => `${model} ${stage}`);

    expect(await places({})).toEqual(["churn production", "churn staging", "churn-eu production"]);
    expect(await places({ model: "churn" })).toEqual(["churn production", "churn staging"]);
    expect(await places({ model: "churn", stage: "staging" })).toEqual(["churn staging"]);
    expect(await places({ stage: "production" })).toEqual(["churn production", "churn-eu production"]);
    expect(await places({ model: "fraud" })).toEqual([]);
  });

  test("names are no patterns", async () => {
    const repository = new RegistryRepository();
    repository.commit(production("1.0.0"), { at: day(1), message: "first" });
    expect(await known(repository.folder, { model: "*" })).toEqual([]);
    expect(await known(repository.folder, { model: "churn", stage: "*" })).toEqual([]);
  });
});

describe("wherever the repository is", () => {
  test("a registry in a folder of a larger repository", async () => {
    const repository = new RegistryRepository();
    const inFolder = (version: string) => ({ [`services/ml ü/${PRODUCTION}`]: production(version)[PRODUCTION] ?? "" });
    repository.commit({ ...inFolder("1.0.0"), ...production("7.0.0") }, { at: day(1), message: "first" });
    repository.commit(inFolder("1.1.0"), { at: day(2), message: "second" });

    const expected = [
      ["1.0.0", day(1), day(2)],
      ["1.1.0", day(2), undefined],
    ];
    for (const options of [{}, { model: "churn" }, { model: "churn", stage: "production" }]) {
      expect(await tenures(join(repository.folder, "services/ml ü"), options)).toEqual(expected);
    }
  });

  test("a bare repository", async () => {
    const repository = new RegistryRepository();
    repository.commit(production("1.0.0"), { at: day(1), message: "first" });
    const bare = temporaryFolder();
    execFileSync("git", ["clone", "--quiet", "--bare", repository.folder, bare]);
    expect(await tenures(bare)).toEqual([["1.0.0", day(1), undefined]]);
  });

  test("a shallow clone does not know, and says what to do; once whole, it does", async () => {
    const repository = new RegistryRepository();
    repository.commit(production("1.0.0"), { at: day(1), message: "first" });
    repository.commit(production("1.1.0"), { at: day(2), message: "second" });
    const clone = temporaryFolder();
    execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${repository.folder}`, clone]);

    const observed = await withRepository(clone, (repository) => readStageHistory(repository, { revision: "HEAD" }));
    expect(observed).toMatchInlineSnapshot(`
      {
        "known": false,
        "reason": "this clone is shallow, so it does not hold the whole history: run git fetch --unshallow, or in GitHub Actions give actions/checkout fetch-depth: 0",
      }
    `);

    execFileSync("git", ["fetch", "--quiet", "--unshallow"], { cwd: clone });
    expect(await tenures(clone)).toHaveLength(2);
  });

  test("a repository whose history holds no stage", async () => {
    const repository = new RegistryRepository();
    repository.commit({ "README.md": "" }, { at: day(1), message: "Begin" });
    expect(await known(repository.folder)).toEqual([]);
  });

  test("a user's own settings of git change nothing", async () => {
    const repository = new RegistryRepository();
    const inFolder = (version: string) => ({ [`ml/${PRODUCTION}`]: production(version)[PRODUCTION] ?? "" });
    repository.commit(inFolder("1.0.0"), { at: day(1), message: "Förderung" });
    const merge = { number: 1, title: "Promote", author: "alice", mergedBy: "dana", at: day(2) };
    repository.mergePullRequest(inFolder("1.1.0"), merge);
    const from = `ml/${PRODUCTION}`;
    repository.git(["mv", from, from.replace("production", "live")]);
    repository.commit({}, { at: day(3), message: "rename" });
    const folder = join(repository.folder, "ml");
    const options = { model: "churn", stage: "live" };
    const expected = [await known(folder), await known(folder, options)];
    expect(expected[1]).toMatchObject([{ commits: [{ time: day(3) }] }]);
    const settings = {
      "log.showRoot": "false",
      "log.follow": "true",
      "log.diffMerges": "off",
      "diff.renames": "copies",
      "diff.relative": "true",
      "color.ui": "always",
      "core.quotePath": "true",
      "core.abbrev": "7",
      "i18n.logOutputEncoding": "latin1",
    };
    for (const [key, value] of Object.entries(settings)) repository.git(["config", key, value]);
    expect([await known(folder), await known(folder, options)]).toEqual(expected);
  });
});
