import { ByteCursor } from "../bytes/byte-cursor.ts";
import { ggmlTypes } from "./ggml-types.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { TensorList, type TensorListFacts, elementCount } from "./tensor-list.ts";

/** Vocabularies of large models take several MiB in front of the list of tensors. */
const limits = { bytes: 16 * 1024 * 1024, steps: 2_000_000 };
const MAX_KEPT_TEXT_BYTES = 1024;
const MAX_KEPT_ENTRIES = 512;
const MAX_TEMPLATE_BYTES = 1024 * 1024;
/** Ways from a template's values to Python's functions; templates of models have no need of them. */
const pythonInTemplate = /__[a-z]+__|\|\s*attr\b|\blipsum\b/;
const MAX_NAME_BYTES = 64 * 1024;
const MAX_DIMENSIONS = 8;
const deepestArray = 4;

type MetadataValue = string | number | boolean;

export interface GgufFacts extends TensorListFacts {
  readonly kind: "gguf";
  readonly version: number;
  /** Such as "llama": the first word of the keys that describe the network. */
  readonly architecture: string | undefined;
  /** Numbers, switches and texts of up to 1 KiB by key; lists such as the vocabulary are not read. */
  readonly metadata: Readonly<Record<string, MetadataValue>>;
  /** The prompt template in it is a Jinja program, which loaders run in a sandbox. */
  readonly hasChatTemplate: boolean;
}

const scalarBytes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const textType = 8;
const arrayType = 9;

async function readText(cursor: ByteCursor, maxBytes: number): Promise<string | undefined> {
  await cursor.ensure(8);
  const sizeBytes = cursor.u64();
  if (sizeBytes > maxBytes) {
    cursor.skip(sizeBytes);
    return undefined;
  }
  await cursor.ensure(sizeBytes);
  return new TextDecoder().decode(cursor.bytes(sizeBytes));
}

function readScalar(cursor: ByteCursor, type: number): number | boolean {
  const size = scalarBytes[type] ?? 0;
  const bytes = cursor.bytes(size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  if (type === 0) return view.getUint8(0);
  if (type === 1) return view.getInt8(0);
  if (type === 2) return view.getUint16(0, true);
  if (type === 3) return view.getInt16(0, true);
  if (type === 4) return view.getUint32(0, true);
  if (type === 5) return view.getInt32(0, true);
  if (type === 6) return view.getFloat32(0, true);
  if (type === 7) return view.getUint8(0) !== 0;
  if (type === 10) return Number(view.getBigUint64(0, true));
  if (type === 11) return Number(view.getBigInt64(0, true));
  return view.getFloat64(0, true);
}

async function skipArray(cursor: ByteCursor, depth: number): Promise<void> {
  if (depth > deepestArray) throw new HeaderProblem("Its metadata are nested too deeply.");
  await cursor.ensure(12);
  const type = cursor.u32();
  const count = cursor.u64();
  const size = scalarBytes[type];
  if (size !== undefined) {
    cursor.skip(count * size);
    return;
  }
  if (count > cursor.remainingBytes / 8)
    throw new HeaderProblem(`A list of ${count} items goes past the file's end.`, "cut");
  for (let index = 0; index < count; index++) {
    // Vocabularies have hundreds of thousands of texts: most are skipped without waiting.
    cursor.step();
    if (type === textType && cursor.has(8)) cursor.skip(cursor.u64());
    else await readValue(cursor, type, 0, depth + 1);
  }
}

async function readValue(
  cursor: ByteCursor,
  type: number,
  maxTextBytes: number,
  depth = 0,
): Promise<MetadataValue | undefined> {
  if (type === textType) return readText(cursor, maxTextBytes);
  if (type === arrayType) {
    await skipArray(cursor, depth);
    return undefined;
  }
  const size = scalarBytes[type];
  if (size === undefined) throw new HeaderProblem(`Its metadata have a value of the unknown type ${type}.`);
  await cursor.ensure(size);
  return readScalar(cursor, type);
}

function reportTemplate(template: MetadataValue | undefined, problems: Problems): void {
  const [reach] = typeof template === "string" ? (pythonInTemplate.exec(template) ?? []) : [];
  if (reach === undefined) return;
  problems.add(
    `Its chat template reaches for Python's own functions (${quote(reach)}): without a sandbox it runs code.`,
  );
}

async function readMetadata(
  cursor: ByteCursor,
  count: number,
  metadata: Map<string, MetadataValue>,
  problems: Problems,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const key = await readText(cursor, MAX_NAME_BYTES);
    if (key === undefined) throw new HeaderProblem("Its metadata have a key of more than 64 KiB.");
    await cursor.ensure(4);
    const isTemplate = key.startsWith("tokenizer.chat_template");
    const value = await readValue(cursor, cursor.u32(), isTemplate ? MAX_TEMPLATE_BYTES : MAX_KEPT_TEXT_BYTES);
    if (isTemplate) {
      // Loaders render it in a sandbox, and not before somebody sends a prompt: llama.cpp in an engine of its own,
      // llama-cpp-python from 0.2.72 on and transformers in jinja2's ImmutableSandboxedEnvironment.
      problems.add("It holds Jinja templates, which are programs: what renders them must be a sandbox.");
      reportTemplate(value, problems);
    }
    if (key === "tokenizer.chat_template") metadata.set(key, "");
    else if (isTemplate) continue;
    else if (value !== undefined && metadata.size < MAX_KEPT_ENTRIES) metadata.set(key, value);
  }
}

/** Where the data of a tensor end, counted from the start of all data. */
async function readTensor(cursor: ByteCursor, list: TensorList, problems: Problems): Promise<number> {
  const name = await readText(cursor, MAX_NAME_BYTES);
  if (name === undefined) throw new HeaderProblem("It has a tensor whose name is longer than 64 KiB.");
  await cursor.ensure(4);
  const dimensions = cursor.u32();
  if (dimensions > MAX_DIMENSIONS) throw new HeaderProblem(`Its tensor ${quote(name)} has ${dimensions} dimensions.`);
  await cursor.ensure(dimensions * 8 + 12);
  const shape = Array.from({ length: dimensions }, () => cursor.u64());
  const typeNumber = cursor.u32();
  const offset = cursor.u64();
  const type = ggmlTypes.get(typeNumber);
  list.add({ name, dtype: type?.name ?? `type ${typeNumber}`, shape });
  const count = elementCount(shape);
  if (type === undefined) problems.refuse(`Its tensor ${quote(name)} has the unknown type ${typeNumber}.`);
  if (count === undefined) problems.refuse(`Its tensor ${quote(name)} has more elements than can be counted.`);
  return offset + ((count ?? 0) / (type?.blockElements ?? 1)) * (type?.blockBytes ?? 0);
}

/**
 * Reads a GGUF header. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 *
 * @throws HeaderProblem when not even its counts can be read
 */
export async function inspectGguf(file: RandomAccessFile, problems: Problems): Promise<GgufFacts> {
  const cursor = new ByteCursor(file, 4, limits);
  await cursor.ensure(20);
  const version = cursor.u32();
  if (version === 2 << 24 || version === 3 << 24)
    throw new HeaderProblem("It is written for big-endian machines; modelyard reads little-endian files.");
  if (version !== 2 && version !== 3)
    throw new HeaderProblem(`It has version ${version} of the format; 2 and 3 are known.`);
  const tensorCount = cursor.u64();
  const list = new TensorList();
  const metadata = new Map<string, MetadataValue>();
  await problems.attempt(async () => {
    await readMetadata(cursor, cursor.u64(), metadata, problems);
    let dataBytes = 0;
    for (let index = 0; index < tensorCount; index++) {
      dataBytes = Math.max(dataBytes, await readTensor(cursor, list, problems));
    }
    const alignment = Number(metadata.get("general.alignment") ?? 32);
    if (!(alignment > 0)) throw new HeaderProblem("Its tensors are aligned to no number of bytes.");
    const dataStart = Math.ceil(cursor.offset / alignment) * alignment;
    const missing = dataStart + dataBytes - file.sizeBytes;
    if (tensorCount > 0 && missing > 0)
      problems.refuse(`It is truncated: ${missing} bytes of its tensors are missing.`);
    // The last tensor may be padded as the others are, and a vocabulary alone has no tensors.
    const known = Math.max(cursor.offset, dataStart + Math.ceil(dataBytes / alignment) * alignment);
    if (file.sizeBytes > known)
      problems.refuse(`${file.sizeBytes - known} bytes behind its last tensor belong to nothing.`);
  });
  const hasChatTemplate = metadata.delete("tokenizer.chat_template");
  const architecture = metadata.get("general.architecture");
  return {
    kind: "gguf",
    version,
    architecture: typeof architecture === "string" ? architecture : undefined,
    metadata: Object.fromEntries(metadata),
    hasChatTemplate,
    ...list.facts(),
  };
}
