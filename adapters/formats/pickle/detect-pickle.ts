import { ByteCursor } from "../bytes/byte-cursor.ts";
import { ImportedNames, isModuleName } from "./pickle-imports.ts";
import { pickleOpcodes } from "./pickle-opcodes.ts";
import { type PickleScan, scanPickle } from "./pickle-scan.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

const limits = { bytes: 8 * 1024 * 1024, steps: 100_000 };
const MAX_OPCODES = 10_000;
/** A short text may happen to be a pickle of one value, such as "CTEST …" up to its last full stop: nothing would run. */
const fewestOpcodes = 4;

export interface PickleSign {
  readonly format: "pickle" | "joblib" | "pytorch-legacy";
  /**
   * `runs`: Python's unpickler would call something or come to the end, so it is a pickle whatever else it is.
   * `starts`: it starts as one, perhaps imports something, and breaks; another format that fits better is meant.
   */
  readonly strength: "runs" | "starts";
}

/** torch.save's magic number 0x1950a86a20f9469cfc6c as the first pickle. */
const legacyTorch = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

/**
 * Whether Python would read the file as a pickle. Protocols 0 and 1 have no signature and may look like text, and a
 * pickle can be hidden in the first bytes of another format, so this follows the opcodes.
 *
 * @param head the file's first bytes
 */
export async function detectPickle(file: RandomAccessFile, head: Uint8Array): Promise<PickleSign | undefined> {
  const [first = 0, protocol = 0xff, next = 0] = head;
  if (!pickleOpcodes.has(first)) return undefined;
  const isMarked = first === 0x80 && protocol <= 5;
  const cursor = new ByteCursor(file, 0, limits);
  const imports = new ImportedNames();
  let opcodes = 0;
  let firstStops: boolean | undefined;
  let scan: PickleScan;
  // PyTorch reads several pickles in a row, the first of which may be a mere number.
  do {
    const persistentIds = isMarked || opcodes > 0;
    scan = await scanPickle(cursor, {
      imports,
      maxOpcodes: MAX_OPCODES - opcodes,
      arraysBetween: true,
      persistentIds,
    });
    opcodes += scan.opcodes;
    firstStops ??= scan.end === "stop" && (isMarked || imports.list().length > 0);
    if (isMarked) break;
  } while (scan.end === "stop" && opcodes < MAX_OPCODES && cursor.remainingBytes > 1);
  const names = imports.list();
  const calls = names.some(({ called, module }) => called && isModuleName(module));
  const isWhole = scan.end === "stop" && cursor.remainingBytes <= 1 && opcodes >= fewestOpcodes;
  const format = legacyTorch.every((byte, index) => head[index] === byte)
    ? "pytorch-legacy"
    : names.some(({ module }) => module === "joblib.numpy_pickle")
      ? "joblib"
      : "pickle";
  const isLong = scan.end === "limit" || opcodes >= MAX_OPCODES;
  if (calls || firstStops || isWhole || isLong) return { format, strength: "runs" };
  const starts = (isMarked && pickleOpcodes.has(next)) || names.some(({ module }) => isModuleName(module));
  return starts ? { format, strength: "starts" } : undefined;
}
