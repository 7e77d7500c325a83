import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { inspectModelFile } from "../../../adapters/formats/inspect.ts";
import { detectFormat } from "../../../adapters/formats/detect.ts";
import type { Target } from "../target.ts";

const samples = join(import.meta.dirname, "../../fixtures/formats");

/** Model files, as `draft` and `publish` look at them. */
export const formatsTarget: Target = {
  name: "formats",
  async seeds() {
    const names = (await readdir(samples)).filter((name) => !name.startsWith(".") && name !== "make.py");
    return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(samples, name))] as const)));
  },
  words: [
    "\x89HDF\r\n\x1a\n",
    "GGUF\x03\0\0\0",
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
