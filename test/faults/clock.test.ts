import { cp, readFile, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DocumentCache } from "../../adapters/cache/document-cache.ts";
import { GitHubClient } from "../../adapters/github/client/client.ts";
import { startFakeGitHub } from "../servers/github/index.ts";
import { KEYS, startFakeS3 } from "../servers/s3/fake-s3.ts";
import { environmentOf } from "../servers/s3/world.ts";
import { folderWith } from "../support/folder.ts";
import { enter } from "../support/ledger.ts";
import { type Workspace, createRegistry, createWorkspace, runProgram, testEnvironment } from "../support/workspace.ts";

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

const preload = (name: string) => `--import=${join(import.meta.dirname, "../support", name)}`;
/** For the program under test it is a year ago. */
const YEAR_BACK = { NODE_OPTIONS: preload("later.ts"), LATER_MS: String(-YEAR_MS) };
/** Its clock goes back by an hour each time it is looked at. */
const UNSTEADY = { NODE_OPTIONS: preload("unsteady-clock.ts") };

const TRACK = "registry/models/churn/stages/staging.yaml";
const stageText = (version: string) => `schema: stage/1\nmodel: churn\nstage: staging\nversion: "${version}"\n`;

/** Commits a promotion to staging, dated as the committer's clock says. */
async function promoteAt(workspace: Workspace, version: string, at: Date): Promise<string> {
  const { folder } = workspace;
  await workspace.write(TRACK, stageText(version));
  await workspace.git("add", "--all");
  const env = { ...testEnvironment(folder), GIT_COMMITTER_DATE: at.toISOString() };
  await runProgram("git", ["commit", "--quiet", `--message=Promote churn ${version}`], { cwd: folder, env });
  return workspace.git("rev-parse", "--short=7", "HEAD");
}

const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS);

/** Adds churn 2.0.0 beside 1.0.0, and gates with a soak. */
async function twoVersions(): Promise<Workspace> {
  const workspace = await createRegistry();
  await workspace.write("out/model.bin", "second weights");
  await workspace.modelyard("draft", "churn", "--version", "2.0.0", "--artifact", "out/model.bin");
  await workspace.write(
    "registry/registry.yaml",
    `schema: registry/1
name: acme
stages: [{name: staging}, {name: production, gates: {after: staging, soak: 24h}}]
artifacts: {store: {type: file, path: store}}
`,
  );
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Add churn 2.0.0");
  // What the branch had before a promotion counts against its date, so this lies some days back.
  const env = { ...testEnvironment(workspace.folder), GIT_COMMITTER_DATE: ago(1000).toISOString() };
  const words = ["commit-tree", "HEAD^{tree}", "-m", "Add churn"];
  const { stdout } = await runProgram("git", words, { cwd: workspace.folder, env });
  await workspace.git("reset", "--quiet", "--hard", stdout.trim());
  return workspace;
}

/** What the check of a promotion of a version to production says. */
async function judge(workspace: Workspace, version: string, environment: NodeJS.ProcessEnv = {}) {
  await workspace.git("checkout", "--quiet", "-B", "promotion", "main");
  await workspace.write(
    TRACK.replace("staging.yaml", "production.yaml"),
    stageText(version).replace("staging", "production"),
  );
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", `--message=Promote churn ${version} to production`);
  return workspace.modelyardWith(environment, "validate", "--base", "main");
}

describe("a clock that was set back", () => {
  test("between two commands loses nothing, and is told where it shows", async () => {
    const workspace = await createRegistry();
    const later = (...words: string[]) => workspace.modelyardWith(YEAR_BACK, ...words);
    await workspace.write("out/model.bin", "second weights");
    const drafted = await later("draft", "churn", "--version", "2.0.0", "--artifact", "out/model.bin");
    expect(drafted).toMatchObject({ exitCode: 0, stderr: "" });
    expect(drafted.stdout).toMatch(/note: created_at is \S+ by the clock here, and churn 1\.0\.0 was created at \S+:/);
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Add churn 2.0.0");
    expect(await later("validate")).toMatchObject({ exitCode: 0 });
    expect(await later("publish")).toMatchObject({ exitCode: 0 });
    expect(await later("publish")).toMatchObject({ exitCode: 0 });
    for (const [version, bytes] of [
      ["1.0.0", "first weights"],
      ["2.0.0", "second weights"],
    ] as const) {
      expect(await later("pull", `churn@${version}`, "-o", `out/${version}`)).toMatchObject({
        exitCode: 0,
        stderr: "",
      });
      expect(await workspace.read(`out/${version}/model.bin`)).toBe(bytes);
    }
    expect(await later("resolve", "churn@latest")).toMatchObject({ exitCode: 0, stdout: "2.0.0\n" });
    expect((await workspace.modelyard("validate")).exitCode).toBe(0);
    await enter({ fault: "the clock a year back between two commands", trials: 7, lost: 0 });
  });

  test("while a command runs changes neither what it does nor what it says", async () => {
    const workspace = await createRegistry();
    const unsteady = (...words: string[]) => workspace.modelyardWith(UNSTEADY, ...words);
    await workspace.write("out/model.bin", new Uint8Array(9_000_000).fill(7));
    const draft = ["draft", "churn", "--version", "2.0.0", "--artifact", "out/model.bin"];
    for (const words of [draft, ["validate"], ["show"]])
      expect(await unsteady(...words)).toMatchObject({ exitCode: 0, stderr: "" });
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Add churn 2.0.0");
    expect(await unsteady("publish")).toMatchObject({ exitCode: 0 });
    const pulled = await unsteady("pull", "churn@2.0.0", "-o", "model");
    expect(pulled).toMatchObject({ exitCode: 0, stderr: "" });
    expect(pulled.stdout).toMatch(/ · verified · \d+\.\d s\n/);
    expect(await readFile(join(workspace.folder, "model/model.bin"))).toHaveLength(9_000_000);
    expect((await readdir(workspace.folder)).filter((name) => name.startsWith(".model-"))).toEqual([]);
    await enter({ fault: "the clock an hour back with every look at it", trials: 5, lost: 0 });
  });

  test("of a committer: the branch's order counts, and history says which times contradict it", async () => {
    const workspace = await twoVersions();
    await promoteAt(workspace, "1.0.0", ago(0));
    const wrong = await promoteAt(workspace, "2.0.0", ago(5000));
    const told = await workspace.modelyard("history", "churn", "staging");
    expect(told.stderr).toMatch(
      new RegExp(`^note: ${wrong} changed staging at .+, after a change at .+: a clock was wrong`),
    );
    expect(told.stdout.split("\n")[1]).toMatch(/2\.0\.0 +now +\d seconds? /);
    expect((await workspace.modelyard("resolve", "churn@staging")).stdout).toBe("2.0.0\n");
    expect((await workspace.modelyard("rollback", "churn", "staging", "--dry-run")).stdout).toContain("2.0.0 → 1.0.0");
    // The wrong date does not shorten the soak.
    const judged = await judge(workspace, "2.0.0");
    expect(judged.stdout).toMatch(/soak 24h +waiting +0 min of 24 h; passes/);
    await enter({ fault: "commits whose times go back", trials: 4, lost: 0 });
  });

  test("of whoever judges: time that has not passed is not counted, and the two clocks are named", async () => {
    const workspace = await twoVersions();
    const commit = await promoteAt(workspace, "2.0.0", ago(48));
    expect((await judge(workspace, "2.0.0")).stdout).toMatch(/soak 24h +passed +48 h of 24 h\n/);
    const doubted = await judge(workspace, "2.0.0", YEAR_BACK);
    expect(doubted.stdout).toMatch(
      new RegExp(`soak 24h +waiting +0 min of 24 h; passes .+; ${commit} says .+: a clock was\\s+wrong`),
    );
    const at = await workspace.modelyardWith(YEAR_BACK, "resolve", "churn@staging", "--at", ago(24).toISOString());
    expect(at).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/is still to come: the clock here says/) as string,
    });
    await enter({ fault: "a promotion judged by a clock that is a year back", trials: 2, lost: 0 });
  });

  test("of a training: its times are left out, and the entry is right", async () => {
    const workspace = await createRegistry();
    const run = "3cbd0a6349ee4e42a40752df14de12cd";
    await cp(join(import.meta.dirname, "../fixtures/trackers/mlflow/mlruns"), join(workspace.folder, "out/mlruns"), {
      recursive: true,
    });
    const meta = join(workspace.folder, `out/mlruns/778629552997930124/${run}/meta.yaml`);
    const text = await readFile(meta, "utf8");
    for (const end of ["1795470000000", "-62135596800001", "8.64e99"]) {
      await writeFile(meta, text.replace(/end_time: \d+/, `end_time: ${end}`));
      const words = [
        "draft",
        "iris",
        "--version",
        "1.0.0",
        "--from-mlflow",
        run,
        "--tracking-uri",
        "out/mlruns",
        "--dry-run",
      ];
      const ran = await workspace.modelyard(...words);
      expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
      expect(ran.stdout).not.toContain("finished_at");
      const isSetBack = end.startsWith("1");
      expect(ran.stdout.includes("the clock was set back, so neither time is recorded")).toBe(isSetBack);
    }
    await enter({ fault: "a training that ended before it began", trials: 3, lost: 0 });
  });
});

describe("a server's clock that differs from ours", () => {
  test("by a year at an S3 server: requests are dated by its", async () => {
    const s3 = await startFakeS3();
    onTestFinished(() => s3.close());
    const workspace = await createWorkspace();
    await workspace.git("init", "--quiet", "--initial-branch=main");
    await workspace.write(".gitignore", ".cache/\nout/\n");
    await workspace.modelyard("init", "--store", "s3://models/growth");
    const settings = await workspace.read("registry/registry.yaml");
    await workspace.write("registry/registry.yaml", settings.replace("growth", `growth", endpoint: "${s3.url}`));
    await workspace.write("out/model.bin", "weights");
    const environment = { ...environmentOf(KEYS), ...YEAR_BACK };
    const words = ["--version", "1.0.0", "--artifact", "out/model.bin", "--owner", "@alice"];
    expect(await workspace.modelyardWith(environment, "draft", "churn", ...words)).toMatchObject({ exitCode: 0 });
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Add churn 1.0.0");
    expect(await workspace.modelyardWith(environment, "publish")).toMatchObject({ exitCode: 0 });
    expect(await workspace.modelyardWith(environment, "pull", "churn@1.0.0", "-o", "out/model")).toMatchObject({
      exitCode: 0,
    });
    expect(await workspace.read("out/model/model.bin")).toBe("weights");
    await enter({ fault: "an S3 server's clock a year ahead", trials: 3, lost: 0 });
  });

  test.each([
    ["ahead: a limit that ends at once is waited for", HOUR_MS, 0, true],
    ["behind: a limit that lasts is told at once", -HOUR_MS, 40 * 60_000, false],
  ])("by an hour at GitHub, %s", async (_, aheadMs, resetInMs, isWaitedFor) => {
    const github = await startFakeGitHub();
    onTestFinished(() => github.close());
    await github.createRepository({ owner: "acme", name: "models" });
    const token = github.addToken({ login: "alice" });
    const client = new GitHubClient({
      apiUrl: github.apiUrl,
      token,
      owner: "acme",
      repository: "models",
      firstWaitMs: 1,
    });
    const theirs = Date.now() + aheadMs;
    const headers = {
      date: new Date(theirs).toUTCString(),
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.floor((theirs + resetInMs) / 1000)),
    };
    const answer = { status: 403, headers, body: { message: "API rate limit exceeded" } };
    github.faults.add({ when: { method: "GET", path: /\/repos\/acme\/models$/, nth: 1 }, do: answer });
    const asked = client.read("read the repository", () => client.octokit.rest.repos.get(client.repo));
    const outcome = await asked.then(
      ({ status }) => status,
      (error: { code?: string }) => error.code,
    );
    expect(outcome).toBe(isWaitedFor ? 200 : "github-forbidden");
    await enter({
      fault: `GitHub's clock an hour ${aheadMs > 0 ? "ahead" : "behind"} at a rate limit`,
      trials: 1,
      lost: 0,
    });
  });
});

test("files of a cache that are from the future are the first to go, and never the one in use", async () => {
  const folder = await folderWith({});
  const registries = Array.from({ length: 9 }, (_, index) => `/registries/${index}`);
  const [inUse = "", ...others] = registries;
  const keep = async (registry: string) =>
    (await DocumentCache.open(folder, { registry, checks: "1" })).keep([[ENTRY, DOCUMENT]]);
  const isKept = async (registry: string) =>
    (await DocumentCache.open(folder, { registry, checks: "1" })).find(ENTRY) !== undefined;
  for (const registry of others) await keep(registry);
  // As if the clock had been set back by a year since.
  const ahead = new Date(Date.now() + YEAR_MS);
  for (const name of await readdir(folder)) await utimes(join(folder, name), ahead, ahead);
  await keep(inUse);
  expect(await isKept(inUse)).toBe(true);
  const names = await readdir(folder);
  expect(names).toHaveLength(8);
  // Those that are used again are newer than those from the future.
  const kept: string[] = [];
  for (const registry of others) if (await isKept(registry)) kept.push(registry);
  const [again = ""] = kept;
  for (const registry of [again, inUse])
    await (await DocumentCache.open(folder, { registry, checks: "2" })).keep([[ENTRY, DOCUMENT]]);
  await keep("/registries/10");
  expect(await readdir(folder)).toHaveLength(8);
  const found = await DocumentCache.open(folder, { registry: again, checks: "2" });
  expect(found.find(ENTRY)).toBeDefined();
  await enter({ fault: "cache files from the future", trials: 8, lost: 0 });
});

const ENTRY = { path: "registry/registry.yaml", blobId: "0".repeat(40), mode: "100644", sizeBytes: 1 };
const DOCUMENT = { outline: undefined, findings: [] };
