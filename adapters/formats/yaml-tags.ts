import type { Problems } from "./problems.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const searchedBytes = 4 * 1024 * 1024;

/** PyYAML's unsafe loaders build any Python object that a tag names; safe ones refuse such a file. */
export async function reportYamlTags(file: RandomAccessFile, problems: Problems): Promise<void> {
  const text = new TextDecoder().decode(await file.read(0, searchedBytes));
  if (/!!python\/|tag:yaml\.org,2002:python\//.test(text)) {
    problems.add("Its tags name Python objects: a loader that is not a safe one calls them.");
  }
}
