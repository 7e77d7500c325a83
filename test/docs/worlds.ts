import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startFakeGitHub } from "../servers/github/index.ts";
import { gtoTag } from "../support/gto-tags.ts";
import { type Workspace, createWorkspace } from "../support/workspace.ts";

const fixtures = join(import.meta.dirname, "../fixtures");

const WRITES = { contents: "write", pull_requests: "write", metadata: "read" } as const;

/** Where the commands of a page run. */
export interface World {
  readonly workspace: Workspace;
  readonly environment?: NodeJS.ProcessEnv;
  /** What happens outside of the reader's terminal, by the words of the page. */
  readonly meanwhile?: Readonly<Record<string, () => Promise<void>>>;
}

async function repository(): Promise<Workspace> {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", "store/\n.cache/\nout/\nmodel/\nbackup/\nmlruns/\n");
  return workspace;
}

/** What a training leaves. */
async function trained(workspace: Workspace, auc: number): Promise<void> {
  await cp(join(fixtures, "formats/model.onnx"), join(workspace.folder, "out/model.onnx"));
  await workspace.write("out/metrics.json", JSON.stringify({ auc }));
  await workspace.write("out/notes.txt", `auc ${auc}`);
  await workspace.write("requirements.txt", "numpy==2.0.1\n");
}

async function must(workspace: Workspace, ...words: string[]): Promise<void> {
  const ran = await workspace.modelyard(...words);
  // 3: a promotion only waits for people.
  if (ran.exitCode !== 0 && ran.exitCode !== 3)
    throw new Error(`modelyard ${words.join(" ")}\n${ran.stdout}${ran.stderr}`);
}

async function commit(workspace: Workspace, message: string): Promise<void> {
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", `--message=${message}`);
}

/** A clone of acme/models on a fake GitHub, with a training and no registry. */
export async function beforeTheRegistry(): Promise<World> {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const remote = await github.createRepository({ owner: "acme", name: "models", private: true });
  remote.actions.mayOpenPullRequests = true;
  const token = github.addToken({ login: "alice", kind: "user", permissions: WRITES });
  const workspace = await repository();
  await trained(workspace, 0.9);
  await commit(workspace, "Train");
  await workspace.git("remote", "add", "origin", remote.gitDir);
  await workspace.git("push", "--quiet", "--set-upstream", "origin", "main");
  return {
    workspace,
    environment: { GITHUB_API_URL: github.apiUrl, GITHUB_TOKEN: token, GITHUB_REPOSITORY: "acme/models" },
    meanwhile: {
      "pull request 1 is merged": async () => {
        await workspace.git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*");
        const branches = await workspace.git("branch", "--remotes", "--format=%(refname:short)", "--no-merged", "main");
        await workspace.git("push", "--quiet", "origin", `${branches.split("\n")[0]}:refs/heads/main`);
      },
    },
  };
}

/** churn 1.0.0 in production and 1.1.0 in staging, published. */
export async function running(): Promise<World> {
  const workspace = await repository();
  await must(workspace, "init", "--store", "file:store");
  await commit(workspace, "Start the registry");
  for (const [version, auc] of [
    ["1.0.0", 0.89],
    ["1.1.0", 0.91],
  ] as const) {
    await trained(workspace, auc);
    const files = ["--artifact", "out/model.onnx", "--artifact", "out/notes.txt", "--metrics", "out/metrics.json"];
    await must(workspace, "draft", "churn", "--version", version, ...files, "--owner", "@dana");
    await commit(workspace, `Add churn ${version}`);
    await must(workspace, "promote", `churn@${version}`, "staging");
    await commit(workspace, `Promote churn ${version} to staging`);
    if (version === "1.0.0") {
      await must(workspace, "promote", `churn@${version}`, "production");
      await commit(workspace, `Promote churn ${version} to production`);
    }
  }
  await must(workspace, "publish");
  return {
    workspace,
    meanwhile: {
      "the store is lost, and a deploy job still has its files": async () => {
        await must(workspace, "pull", "churn@1.0.0", "-o", "model");
        await must(workspace, "pull", "churn@1.1.0", "-o", "backup/churn-1.1.0", "--allow-yanked");
        await rm(join(workspace.folder, "store"), { recursive: true });
      },
    },
  };
}

/** An empty registry beside MLflow's records. */
export async function besideMlflow(): Promise<World> {
  const workspace = await repository();
  await cp(join(fixtures, "trackers/mlflow/mlruns"), join(workspace.folder, "mlruns"), { recursive: true });
  return { workspace };
}

/** A repository whose models are versioned by GTO's tags. */
export async function besideGto(): Promise<World> {
  const workspace = await repository();
  const { folder } = workspace;
  await workspace.write("artifacts.yaml", "churn: {type: model, path: models/churn.json, labels: [tabular]}\n");
  await workspace.write("models/churn.json", '{"weights": [1]}\n');
  await commit(workspace, "Train");
  await gtoTag(folder, { name: "churn@v1.0.0", at: "2025-03-03T09:12:00Z", by: "bob", message: "First" });
  await gtoTag(folder, { name: "churn#prod#1", at: "2025-03-04T14:30:00Z", by: "carol" });
  await workspace.write("models/churn.json", '{"weights": [2]}\n');
  await commit(workspace, "Train again");
  await gtoTag(folder, { name: "churn@v1.1.0", at: "2025-06-10T08:00:00Z", by: "bob", message: "More data" });
  await gtoTag(folder, { name: "churn#canary#2", at: "2025-06-10T08:05:00Z", by: "bob" });
  await gtoTag(folder, { name: "churn#prod#3", at: "2025-06-12T11:45:00Z", by: "carol" });
  return { workspace };
}

/** An empty registry beside a DVC pipeline and MLflow's records, with what a training leaves. */
export async function besideTrackers(): Promise<World> {
  const workspace = await createWorkspace();
  const { folder } = workspace;
  await cp(join(fixtures, "trackers/dvc-project"), folder, { recursive: true });
  await cp(join(fixtures, "trackers/mlflow/mlruns"), join(folder, "mlruns"), { recursive: true });
  await trained(workspace, 0.9);
  await workspace.write("data/holdout.csv", "a,b\n1,2\n");
  await workspace.write(
    "models/churn.onnx.dvc",
    "outs:\n- {md5: fad624b28208abf62b4d0db65c04757b, size: 8, hash: md5, path: churn.onnx}\n",
  );
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await must(workspace, "init", "--store", "file:store");
  return { workspace };
}
