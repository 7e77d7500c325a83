import { artifactPathProblem } from "../../registry/names/artifact-path.ts";
import { type RegistryFile, contentOf, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const artifactPath: FileRule = {
  name: "artifact-path",
  severity: "error",
  scope: "file",
  title: "Every artifact's path stays in its folder and means the same on every system",
  why: "Whoever pulls a version writes its artifacts to disk under these paths. `../../.ssh/authorized_keys` must not be one of them, nor a name that some system cannot store, that looks like another one, or that git takes for its own folder: whoever owns that decides what `git status` runs.",
  hint: "Draft the version again with relative paths and `/` between folders.",
  *check(file: RegistryFile): Iterable<Problem> {
    const { artifacts = [] } = contentOf(file, "model-version") ?? {};
    for (const [index, { path }] of artifacts.entries()) {
      const problem = artifactPathProblem(path);
      if (problem === undefined) continue;
      const message = `The path ${JSON.stringify(path)} ${problem}`;
      yield problemAt(file, ["artifacts", index, "path"], {
        message,
        hint: "Choose a relative path of plain letters.",
      });
    }
  },
};
