import { collisionsAmong } from "../../registry/names/artifact-collisions.ts";
import { type RegistryFile, contentOf, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const artifactCollision: FileRule = {
  name: "artifact-collision",
  severity: "error",
  scope: "file",
  title: "No two artifacts of a version end up as one file",
  why: "Stores and file systems know fewer names than paths allow: a release's asset has no folders, Windows and macOS take some names for the same (small and large letters, letters with their accents composed or apart), and a file cannot be a folder too. Of two artifacts that meet in one name, one would overwrite the other. Files that are a git repository together would have git run what their settings say.",
  hint: "Rename one of them and draft the version again.",
  *check(file: RegistryFile): Iterable<Problem> {
    const { artifacts = [] } = contentOf(file, "model-version") ?? {};
    for (const { index, message } of collisionsAmong(artifacts.map(({ path }) => path))) {
      yield problemAt(file, ["artifacts", index, "path"], { message, hint: this.hint });
    }
  },
};
