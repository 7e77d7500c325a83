import { MAX_FILE_BYTES } from "../../tree/tree.ts";
import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { RegistryRule } from "../rule.ts";

export const fileSize: RegistryRule = {
  name: "file-size",
  severity: "error",
  scope: "registry",
  title: "Every registry file is at most 256 KiB",
  why: "Registry files are small facts that everybody reads. A larger one is data in the wrong place, and costs each reader the time to parse it; it is not read at all.",
  hint: "Store the bulk as an artifact of the version, and keep the file to what describes it.",
  reach: "touched-files",
  *check(registry: RegistryOutline): Iterable<Problem> {
    for (const { path, sizeBytes } of registry.entries) {
      if (sizeBytes <= MAX_FILE_BYTES || !registry.files.has(path)) continue;
      const message = `This file has ${Math.ceil(sizeBytes / 1024)} KiB, and files are read up to ${MAX_FILE_BYTES / 1024} KiB`;
      yield { path, message, hint: "Store the bulk as an artifact of the version." };
    }
  },
};
