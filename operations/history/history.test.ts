import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { StageHistory } from "../../core/history/tenure.ts";
import { modelFile, settingsFile, stageFile, versionFile } from "../../test/support/sample-registry.ts";
import { RegistryRepository, temporaryFolder } from "../../test/support/registry-repository.ts";
import { openHistory } from "./history.ts";

const production = (version: string | null) => stageFile("churn", "production", version);
const day = (number: number) => `2026-10-${String(number).padStart(2, "0")}T09:30:00Z`;

function newRegistry(): RegistryRepository {
  const repository = new RegistryRepository();
  const files = { ...settingsFile(), ...modelFile("churn"), ...modelFile("fraud"), ...versionFile("churn", "1.0.0") };
  repository.commit(files, { at: day(1), message: "Begin" });
  return repository;
}

interface Asked {
  readonly folder: string;
  readonly revision?: string | undefined;
  readonly model: string;
  readonly stage?: string;
}

const history = async ({ folder, revision, ...asked }: Asked) =>
  (await openHistory({ kind: "folder", folder }, { revision, environment: {} })).ofModel(asked);

const shown = ({ stage, tenures }: StageHistory) => [stage, tenures.map(({ version }) => version)];

describe("which stages", () => {
  test("all that ever held a version, in the registry's order, then those that it no longer declares", async () => {
    const repository = newRegistry();
    const files = {
      ...production("1.0.0"),
      ...stageFile("churn", "staging", "1.0.0"),
      ...stageFile("churn", "beta", "1.0.0"),
    };
    repository.commit(files, { at: day(2), message: "Promote" });
    repository.commit({ "registry/models/churn/stages/beta.yaml": null }, { at: day(3), message: "Drop beta" });

    const found = await history({ folder: repository.folder, model: "churn" });
    expect(found.stages.map(shown)).toEqual([
      ["staging", ["1.0.0"]],
      ["production", ["1.0.0"]],
      ["beta", ["1.0.0"]],
    ]);
    expect(found).toMatchObject({ revision: "main", commit: repository.git(["rev-parse", "main"]) });
  });

  test("the one that is asked for, even if nothing was ever in it", async () => {
    const repository = newRegistry();
    repository.commit(production("1.0.0"), { at: day(2), message: "Promote" });
    const ask = async (stage: string) =>
      (await history({ folder: repository.folder, model: "churn", stage })).stages.map(shown);
    expect(await ask("production")).toEqual([["production", ["1.0.0"]]]);
    expect(await ask("staging")).toEqual([["staging", []]]);
  });

  test("none of a model that was never promoted, and those of a model that is gone", async () => {
    const repository = newRegistry();
    expect(await history({ folder: repository.folder, model: "fraud" })).toMatchObject({ stages: [] });
    repository.commit(production("1.0.0"), { at: day(2), message: "Promote" });
    repository.git(["rm", "-r", "--quiet", "registry/models/churn"]);
    repository.commit({}, { at: day(3), message: "Remove churn" });
    const { stages } = await history({ folder: repository.folder, model: "churn" });
    expect(stages).toMatchObject([{ stage: "production", tenures: [{ version: "1.0.0", until: { time: day(3) } }] }]);
  });

  test("also where registry.yaml cannot be read", async () => {
    const repository = newRegistry();
    const files = { ...production("1.0.0"), "registry/registry.yaml": "stages: [" };
    repository.commit(files, { at: day(2), message: "Promote and break" });
    const { stages } = await history({ folder: repository.folder, model: "churn" });
    expect(stages.map(shown)).toEqual([["production", ["1.0.0"]]]);
  });
});

describe("which history", () => {
  test("the default branch's, whatever is checked out or uncommitted", async () => {
    const repository = newRegistry();
    repository.commit(production("1.0.0"), { at: day(2), message: "Promote" });
    repository.git(["checkout", "--quiet", "-b", "side"]);
    repository.commit(production("1.1.0"), { at: day(3), message: "Propose" });
    repository.write(production("1.2.0"));
    const ask = async (revision?: string) =>
      (await history({ folder: repository.folder, model: "churn", revision })).stages.map(shown);

    expect(await ask()).toEqual([["production", ["1.0.0"]]]);
    expect(await ask("side")).toEqual([["production", ["1.0.0", "1.1.0"]]]);
  });

  test("the remote's default branch rather than a local one", async () => {
    const repository = newRegistry();
    repository.commit(production("1.0.0"), { at: day(2), message: "Promote" });
    const clone = temporaryFolder();
    execFileSync("git", ["clone", "--quiet", repository.folder, clone]);
    execFileSync("git", ["reset", "--quiet", "--hard", "HEAD~1"], { cwd: clone });
    expect(await history({ folder: clone, model: "churn" })).toMatchObject({
      revision: "origin/main",
      stages: [{ stage: "production" }],
    });
  });

  test("what is checked out, where no branch has a usual name", async () => {
    const repository = newRegistry();
    repository.git(["branch", "--move", "trunk"]);
    repository.commit(production("1.0.0"), { at: day(2), message: "Promote" });
    expect(await history({ folder: repository.folder, model: "churn" })).toMatchObject({
      revision: "HEAD",
      stages: [{ stage: "production" }],
    });
  });
});

describe("what is not known is said, with what to do", () => {
  test.each([
    [{ model: "chrun" }, "model-unknown", "Did you mean churn? It has churn and fraud."],
    [{ model: "../../../../..", stage: "production" }, "model-unknown", "It has churn and fraud."],
    [
      { model: "churn", stage: "producton" },
      "stage-unknown",
      "Did you mean production? There are staging, production and beta.",
    ],
    [{ model: "churn", stage: "betta" }, "stage-unknown", "Did you mean beta? There are staging, production and beta."],
    [{ model: "churn", stage: "../../../../../.." }, "stage-unknown", "There are staging, production and beta."],
    [{ model: "churn", revision: "nowhere" }, "revision-unknown", expect.stringContaining("Name a branch")],
  ])("%j: %s", async (asked, code, hint) => {
    const repository = newRegistry();
    repository.commit(stageFile("churn", "beta", "1.0.0"), { at: day(2), message: "Promote" });
    await expect(history({ folder: repository.folder, ...asked })).rejects.toMatchObject({ code, hint });
  });

  test("a shallow clone", async () => {
    const repository = newRegistry();
    repository.commit(production("1.0.0"), { at: day(2), message: "Promote" });
    const clone = temporaryFolder();
    execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${repository.folder}`, clone]);
    await expect(history({ folder: clone, model: "churn" })).rejects.toMatchObject({
      code: "clone-shallow",
      hint: "To get the rest, run git fetch --unshallow, or in GitHub Actions give actions/checkout fetch-depth: 0.",
    });
  });

  test("a repository without commits, and a folder without a repository", async () => {
    const { folder } = new RegistryRepository();
    const empty = { code: "revision-unknown", message: `${folder} has no commits yet` };
    await expect(history({ folder, model: "churn" })).rejects.toMatchObject(empty);
    const nowhere = temporaryFolder();
    const outside = { code: "revision-unknown", message: `${nowhere} is not in a git repository` };
    await expect(history({ folder: nowhere, model: "churn" })).rejects.toMatchObject(outside);
  });
});
