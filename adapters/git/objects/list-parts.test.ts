import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createWorkspace } from "../../../test/support/workspace.ts";
import { listCommit } from "./list-commit.ts";
import { listParts } from "./list-parts.ts";
import { withObjects } from "./objects.ts";

const FILES = [
  "registry/registry.yaml",
  "registry/models/churn/model.yaml",
  "registry/models/churn/versions/1.0.0.yaml",
  "registry/models/churn/versions/deep/er/than/expected.yaml",
  "registry/models/churn-2/model.yaml",
  'registry/models/churn/a name "quoted" – ü.md',
  "registry/models/churn/two\nlines.yaml",
  "README.md",
];

describe.each(["sha1", "sha256"])("in a repository of %s", (format) => {
  test("parts of a commit are listed as git ls-tree lists them", async () => {
    const workspace = await createWorkspace();
    const { folder } = workspace;
    await workspace.git("init", "--quiet", `--object-format=${format}`);
    for (const path of FILES) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `of ${path}`);
    }
    await symlink("churn", join(folder, "registry/models/alias"));
    await workspace.git("add", "--all");
    const other = "1".repeat(format === "sha1" ? 40 : 64);
    await workspace.git("update-index", "--add", "--cacheinfo", `160000,${other},registry/models/elsewhere`);
    await workspace.git("commit", "--quiet", "--message=Start");
    const commit = (await workspace.git("rev-parse", "HEAD")).trim();

    const all = await listCommit(folder, commit);
    const places = [
      "registry/models",
      "registry/models/alias",
      "registry/models/elsewhere",
      "registry/models/churn/versions",
    ];
    const nowhere = [
      "registry/none",
      "registry/registry.yaml/below",
      "registry/models/elsewhere/below",
      "none",
      "a\nb",
    ];
    for (const path of [...FILES, ...places, ...nowhere, "registry/models/churn"]) {
      const listed = await withObjects(folder, (objects) => listParts(objects, commit, [path]));
      expect(listed).toEqual(all.filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`)));
    }
    const several = await withObjects(folder, (objects) =>
      listParts(objects, commit, ["README.md", "registry/models/churn"]),
    );
    expect(several).toEqual(all.filter(({ path }) => /^README|^registry\/models\/churn\//.test(path)));
  });
});
