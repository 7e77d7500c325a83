import { problemAt, type RegistryFile } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const schemaNewer: FileRule = {
  name: "schema-newer",
  severity: "warning",
  scope: "file",
  title: "Files of a newer format are left alone",
  why: "A reader that meets a higher major version of a format cannot know what its keys mean, so it ignores the file and says so, instead of judging it by the wrong schema.",
  hint: "Use a modelyard that knows this format, or write the file in the older one.",
  *check(file: RegistryFile): Iterable<Problem> {
    if (file.newerMajor === undefined) return;
    yield problemAt(file, ["schema"], {
      message: `This file is of ${file.identity.kind}/${file.newerMajor}, and this modelyard reads ${file.identity.kind}/1: the file is ignored`,
      hint: "Update modelyard where this runs.",
    });
  },
};
