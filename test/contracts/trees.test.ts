import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openCommit } from "../../adapters/trees/git-commit.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { openLocation } from "../../operations/workspace/open-location.ts";
import { startFakeGitHub } from "../servers/github/index.ts";
import { type Workspace, createWorkspace } from "../support/workspace.ts";

const AT = "registry/models/churn";
const FILES: Readonly<Record<string, string>> = {
  "README.md": "Not of the registry.\n",
  "registry/registry.yaml": "schema: registry/1\n",
  [`${AT}/model.yaml`]: "schema: model/1\r\nname: churn\r\n",
  [`${AT}/versions/1.10.0.yaml`]: 'version: "1.10.0"\n',
  [`${AT}/versions/1.2.0.yaml`]: 'version: "1.2.0"\n',
  [`${AT}/versions/empty.yaml`]: "",
  [`${AT}/a name – with more.md`]: "ü\n",
  [`${AT}-2/model.yaml`]: "its name begins as another's\n",
  "registry/run.sh": "#!/bin/sh\n",
};

/** What every tree must do (core/tree/tree.ts), each opened on the same commit. */
const TREES: Readonly<Record<string, (workspace: Workspace) => Promise<Tree>>> = {
  "a folder": (workspace) => Promise.resolve(openFolder(workspace.folder)),
  "a git commit": (workspace) => openCommit(workspace.folder, "HEAD"),
  "a repository on GitHub": async (workspace) => {
    const github = await startFakeGitHub();
    onTestFinished(() => github.close());
    const repository = await github.createRepository({ owner: "acme", name: "models" });
    await workspace.git("push", "--quiet", repository.gitDir, "HEAD:refs/heads/main");
    const environment = {
      GITHUB_API_URL: github.apiUrl,
      GITHUB_TOKEN: github.addToken({ login: "alice" }),
      MODELYARD_CACHE: join(workspace.folder, ".git/cache"),
    };
    return openLocation({ kind: "github", owner: "acme", name: "models", ref: undefined }, environment);
  },
};

async function commitFiles(): Promise<Workspace> {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  for (const [path, text] of Object.entries(FILES)) await workspace.write(path, text);
  await chmod(join(workspace.folder, "registry/run.sh"), 0o755);
  await symlink("model.yaml", join(workspace.folder, AT, "link.yaml"));
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start");
  return workspace;
}

/** The entries as git itself lists them, by path. */
async function listedByGit(workspace: Workspace, prefix: string) {
  const listed = await workspace.git("ls-tree", "-r", "-l", "-z", "HEAD", "--", prefix);
  return listed
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const [, mode = "", blobId = "", size = "", path = ""] = /^(\d+) \w+ (\w+) +(\d+)\t([^]+)$/.exec(line) ?? [];
      return { path, blobId, mode, sizeBytes: Number(size) };
    });
}

describe.each(Object.entries(TREES))("%s", (_, open) => {
  let workspace: Workspace;
  let tree: Tree;
  beforeEach(async () => {
    workspace = await commitFiles();
    tree = await open(workspace);
  });

  test.each(["registry", AT, `${AT}/versions`])("lists all below %s as git does, sorted by path", async (prefix) => {
    const listed = await tree.list(prefix);
    const paths = listed.map(({ path }) => path);
    expect(paths).toEqual([...paths].sort((a, b) => (a < b ? -1 : 1)));
    const byPath = (await listedByGit(workspace, prefix)).sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(listed).toEqual(byPath);
  });

  test("lists a file as itself, and nothing where nothing is", async () => {
    const path = `${AT}/model.yaml`;
    expect(await tree.list(path)).toEqual(await listedByGit(workspace, path));
    for (const prefix of ["registry/datasets", `${AT}/nothing.yaml`, `${path}/below`])
      expect(await tree.list(prefix)).toEqual([]);
  });

  test("tells the same paths without looking into files", async () => {
    const paths = (await tree.list("registry")).map(({ path }) => path);
    expect([...((await tree.listPaths?.("registry")) ?? paths)].sort()).toEqual([...paths].sort());
  });

  test("reads files byte for byte, whether listed before or not, and leaves out what is none", async () => {
    const wanted = [...Object.keys(FILES), AT, "registry/none.yaml"];
    const expected = Object.entries(FILES).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const listFirst of [false, true]) {
      if (listFirst) await tree.list("registry");
      const read = [...(await tree.read(wanted))].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(read.map(([path, bytes]) => [path, Buffer.from(bytes).toString("utf8")])).toEqual(expected);
    }
  });

  test("lists a symbolic link as what it is, and follows none, listed before or not", async () => {
    const link = `${AT}/link.yaml`;
    for (const listFirst of [false, true]) {
      const listed = listFirst ? await tree.list(AT) : [];
      expect(listed.filter(({ path }) => path === link).map(({ mode }) => mode)).toEqual(listFirst ? ["120000"] : []);
      const read = (await tree.read([link])).get(link);
      // Git's blob of a link is the link's own text.
      expect([undefined, "model.yaml"]).toContain(read && Buffer.from(read).toString("utf8"));
    }
  });
});
