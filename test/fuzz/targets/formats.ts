import { readFile, readdir } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { inspectModelFile } from "../../../adapters/formats/inspect.ts";
import { detectFormat } from "../../../adapters/formats/inspect.ts";
import type { Target } from "../target.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const isSample = (name: string): boolean => !/(^|\/)(\.|make)|\.(md|view\.json)$/.test(name);

/** Model files, as `draft` and `publish` look at them. */
export const formatsTarget: Target = {
  name: "formats",
  async seeds() {
    const folders = ["formats", "frameworks"].map((name) => join(fixtures, name));
    const entries = await Promise.all(
      folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
    );
    const paths = entries.flat().flatMap((entry) => (entry.isFile() ? join(entry.parentPath, entry.name) : []));
    const names = paths.map((path) => relative(fixtures, path)).filter(isSample);
    return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(fixtures, name))] as const)));
  },
  words: [
    "\x89HDF\r\n\x1a\n",
    "GGUF\x03\0\0\0",
    "TFL3",
    "<PMML>",
    "\x93NUMPY\x01\0",
    "PK\x05\x06",
    "PK\x01\x02",
    "cos\nsystem\n",
    '{"__metadata__":',
  ],
  async run({ seed, bytes }) {
    const file = {
      path: basename(seed),
      sizeBytes: bytes.length,
      read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
    };
    const { format } = await inspectModelFile(file);
    const detected = await detectFormat(file);
    if (detected !== format) throw new Error(`detected ${detected}, inspected ${format}`);
  },
};
