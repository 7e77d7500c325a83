import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished, test, expect } from "vitest";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../../servers/github/index.ts";
import { type Workspace, createWorkspace, draftVersion } from "../../support/workspace.ts";

const MODELS = 200;
const VERSIONS = 50;

interface LargeWorld {
  readonly github: FakeGitHub;
  readonly repository: Repository;
  readonly workspace: Workspace;
  /** Publishes, and gives how many requests that took. */
  publish(): Promise<{ readonly requests: number; readonly printed: string }>;
}

/** 10,000 versions, each merged and published. */
async function createLargeWorld(): Promise<LargeWorld> {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const repository = await github.createRepository({ owner: "acme", name: "models" });
  const folder = await createWorkspace();
  const token = github.addToken({ login: "github-actions[bot]", kind: "actions", rateLimit: 1000 });
  const environment = { GITHUB_API_URL: github.apiUrl, GITHUB_REPOSITORY: "acme/models", GITHUB_TOKEN: token };
  const workspace = { ...folder, modelyard: (...words: string[]) => folder.modelyardWith(environment, ...words) };
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", ".cache/\nout/\n");
  await workspace.modelyard("init", "--store", "github-releases");
  await draftVersion(workspace, "1.0.0", "w");
  repository.releases.splice(0);
  const template = await workspace.read("registry/models/churn/versions/1.0.0.yaml");
  await workspace.git("rm", "--quiet", "-r", "registry/models/churn");
  for (let model = 0; model < MODELS; model++) await seedModel({ workspace, repository }, `m${model}`, template);
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Add 10,000 versions");
  await workspace.git("push", "--quiet", repository.gitDir, "HEAD:refs/heads/main");
  return {
    github,
    repository,
    workspace,
    async publish() {
      const before = github.requests.length;
      const { exitCode, stdout, stderr } = await workspace.modelyard("publish", "--from", "out");
      if (exitCode !== 0) throw new Error(stdout + stderr);
      return { requests: github.requests.length - before, printed: stdout };
    },
  };
}

async function seedModel(
  { workspace, repository }: Pick<LargeWorld, "workspace" | "repository">,
  model: string,
  template: string,
): Promise<void> {
  const folder = join(workspace.folder, "registry/models", model, "versions");
  await mkdir(folder, { recursive: true });
  const [, digest = ""] = /sha256: "?([0-9a-f]{64})/.exec(template) ?? [];
  const held = join(workspace.folder, "out/releases");
  await mkdir(held, { recursive: true });
  const weights = join(held, "model.bin");
  await writeFile(weights, "w");
  for (let index = 0; index < VERSIONS; index++) {
    const version = `1.${index}.0`;
    const text = template.replaceAll("churn", model).replaceAll("1.0.0", version);
    const versionFile = join(folder, `${version}.yaml`);
    await writeFile(versionFile, text);
    const sha256 = sha256Of(text);
    const sums = `${digest}  model.bin\n${sha256}  version.yaml\n`;
    const sumsFile = join(held, `${model}@${version}`);
    await writeFile(sumsFile, sums);
    seedRelease(repository, `${model}@v${version}`, {
      "model.bin": { sizeBytes: 1, sha256: digest, file: weights },
      "version.yaml": { sizeBytes: text.length, sha256, file: versionFile },
      SHA256SUMS: { sizeBytes: sums.length, sha256: sha256Of(sums), file: sumsFile },
    });
  }
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

interface SeededFile {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Holds the bytes. */
  readonly file: string;
}

/** A release as `publish` leaves it. */
function seedRelease(repository: Repository, tagName: string, files: Readonly<Record<string, SeededFile>>): void {
  const author = repository.owner;
  const at = "2026-01-02T03:04:05Z";
  const id = 1_000_000 + repository.releases.length * 10;
  const assets = Object.entries(files).map(([name, { sizeBytes, sha256, file }], index) => ({
    id: id + 1 + index,
    name,
    label: null,
    state: "uploaded" as const,
    contentType: "application/octet-stream",
    sizeBytes,
    digest: `sha256:${sha256}`,
    downloadCount: 0,
    createdAt: at,
    updatedAt: at,
    uploader: author,
    file,
  }));
  repository.releases.push({
    id,
    tagName,
    targetCommitish: "main",
    name: tagName,
    body: "",
    draft: false,
    prerelease: false,
    immutable: true,
    makeLatest: "false",
    author,
    createdAt: at,
    updatedAt: at,
    publishedAt: at,
    assets,
  });
}

test("at 10,000 versions publish costs few requests, whatever there is to do", async () => {
  const world = await createLargeWorld();
  const { workspace, repository } = world;
  // The first run looks at all releases, a hundred at once.
  expect((await world.publish()).requests).toBeLessThan(150);
  const nothing = await world.publish();
  expect(nothing.requests).toBeLessThanOrEqual(10);
  expect(nothing.printed).toContain("10000");

  await draftVersion(workspace, "1.0.0", "new weights");
  await workspace.git("push", "--quiet", repository.gitDir, "HEAD:refs/heads/main");
  const one = await world.publish();
  expect(one.requests).toBeLessThanOrEqual(25);
  expect(repository.releases.at(-1)).toMatchObject({ tagName: "churn@v1.0.0", draft: false });
  expect((await world.publish()).requests).toBeLessThanOrEqual(10);

  // What is changed is asked for, although an earlier run has found it published.
  await workspace.write(
    "registry/models/m7/versions/1.3.0.yaml",
    `${await workspace.read("registry/models/m7/versions/1.3.0.yaml")}# x\n`,
  );
  await workspace.git("commit", "--quiet", "--all", "--message=Touch");
  await workspace.git("push", "--quiet", repository.gitDir, "HEAD:refs/heads/main");
  await expect(world.publish()).rejects.toThrow(/m7 1\.3\.0/);
}, 180_000);
