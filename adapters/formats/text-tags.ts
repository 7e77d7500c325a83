import type { FormatName } from "../../core/registry/formats.ts";
import type { Problems } from "./problems.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const searchedBytes = 4 * 1024 * 1024;

/**
 * Words by which a text tells some loaders to call Python, while all others take them for data: PyYAML's unsafe loaders
 * build any object that a tag names, jsonpickle any that a key names, and Keras runs the code of a Lambda layer.
 */
const tags = {
  yaml: [
    {
      pattern: /!!python\/|tag:yaml\.org,2002:python\//,
      message: "Its tags name Python objects: a loader that is not a safe one calls them.",
    },
  ],
  json: [
    {
      pattern: /"py\/(object|reduce|function|method|type|repr|newobj|newargs|newargsex)"\s*:/,
      message: "Its keys name Python objects: jsonpickle calls them when it loads the file.",
    },
    {
      pattern: /"class_name"\s*:\s*"(Lambda|__lambda__)"/,
      message: "It holds Lambda layers: loading it with Keras runs the Python code in them.",
    },
  ],
} as const satisfies Partial<Record<FormatName, readonly { readonly pattern: RegExp; readonly message: string }[]>>;

/** Reports what the first 4 MiB of a text say to loaders that can be told to call Python. */
export async function reportTextTags(
  file: RandomAccessFile,
  format: keyof typeof tags,
  problems: Problems,
): Promise<void> {
  const text = new TextDecoder().decode(await file.read(0, searchedBytes));
  for (const { pattern, message } of tags[format]) if (pattern.test(text)) problems.add(message);
}
