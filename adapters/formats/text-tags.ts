import type { FormatName } from "../../core/registry/formats.ts";
import type { Problems } from "./problems.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const searchedBytes = 4 * 1024 * 1024;

/**
 * Words by which a text tells some loaders to call Python, while all others take them for data: PyYAML's unsafe loaders
 * build any object that a tag names, and jsonpickle any that a key names.
 */
const callingWords = {
  yaml: { pattern: /!!python\/|tag:yaml\.org,2002:python\//, format: "yaml-python" },
  json: {
    pattern: /"py\/(object|reduce|function|method|type|repr|newobj|newargs|newargsex)"\s*:/,
    format: "jsonpickle",
  },
} as const satisfies Partial<Record<FormatName, { readonly pattern: RegExp; readonly format: FormatName }>>;

const kerasLambda = /"class_name"\s*:\s*"(Lambda|__lambda__)"/;

const readText = async (file: RandomAccessFile): Promise<string> =>
  new TextDecoder().decode(await file.read(0, searchedBytes));

/** The format of a YAML or JSON text, with what it names in its first 4 MiB. */
export async function detectCallingText(
  file: RandomAccessFile,
  format: keyof typeof callingWords,
): Promise<FormatName> {
  const words = callingWords[format];
  return words.pattern.test(await readText(file)) ? words.format : format;
}

/** A network's description holds its Lambda layers' code, of which readers of other JSON know nothing. */
export async function reportLambdas(file: RandomAccessFile, problems: Problems): Promise<void> {
  if (kerasLambda.test(await readText(file))) {
    problems.add("It holds Lambda layers: loading it with Keras runs the Python code in them.");
  }
}
