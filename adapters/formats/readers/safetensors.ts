import { parseBoundedJson } from "../bytes/bounded-json.ts";
import { ByteCursor } from "../bytes/byte-cursor.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { TensorList, type TensorListFacts, elementCount } from "./tensor-list.ts";

const MAX_HEADER_BYTES = 8 * 1024 * 1024;
const jsonLimits = { maxDepth: 8, maxValues: 600_000 };

export interface SafetensorsFacts extends TensorListFacts {
  readonly kind: "safetensors";
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bits per element. https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs */
const elementBits: ReadonlyMap<string, number> = new Map([
  ["F4", 4],
  ["F6_E2M3", 6],
  ["F6_E3M2", 6],
  ["BOOL", 8],
  ["U8", 8],
  ["I8", 8],
  ["F8_E5M2", 8],
  ["F8_E4M3", 8],
  ["F8_E8M0", 8],
  ["F8_E4M3FNUZ", 8],
  ["F8_E5M2FNUZ", 8],
  ["I16", 16],
  ["U16", 16],
  ["F16", 16],
  ["BF16", 16],
  ["I32", 32],
  ["U32", 32],
  ["F32", 32],
  ["C64", 64],
  ["F64", 64],
  ["I64", 64],
  ["U64", 64],
]);

interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && Number(size) >= 0);

function readTensor(name: string, entry: unknown): Tensor | undefined {
  if (!isMap(entry)) return undefined;
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== "string" || !isSizes(shape) || !isSizes(offsets)) return undefined;
  const [begin, end] = offsets;
  return begin === undefined || end === undefined || offsets.length > 2
    ? undefined
    : { name, dtype, shape, begin, end };
}

const isTexts = (value: unknown): value is Record<string, string> =>
  isMap(value) && Object.values(value).every((text) => typeof text === "string");

function checkSize({ name, dtype, shape, begin, end }: Tensor, problems: Problems): void {
  const bits = elementBits.get(dtype);
  const count = elementCount(shape);
  if (bits === undefined) problems.refuse(`Its tensor ${quote(name)} has the unknown element type ${quote(dtype)}.`);
  else if (count === undefined || (count * bits) / 8 !== end - begin) {
    problems.refuse(`Its tensor ${quote(name)} has ${end - begin} bytes, which do not fit its shape.`);
  }
}

/** The tensors must fill the rest of the file in some order, without gaps and without sharing bytes, as readers demand. */
function checkPlaces(tensors: readonly Tensor[], dataBytes: number, problems: Problems): void {
  let end = 0;
  for (const tensor of [...tensors].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (tensor.begin < end) problems.refuse(`Its tensor ${quote(tensor.name)} overlaps another one.`);
    if (tensor.begin > end)
      problems.refuse(`${tensor.begin - end} bytes in front of its tensor ${quote(tensor.name)} belong to none.`);
    end = Math.max(end, tensor.end);
  }
  if (end > dataBytes)
    problems.refuse(`It is truncated: ${end - dataBytes} of ${end} bytes of its tensors are missing.`);
  if (end < dataBytes) problems.refuse(`Its last ${dataBytes - end} bytes belong to no tensor.`);
}

function readTensors(entries: Record<string, unknown>, list: TensorList, problems: Problems): readonly Tensor[] {
  const tensors: Tensor[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const tensor = readTensor(name, entry);
    if (tensor === undefined) {
      problems.refuse(`Its tensor ${quote(name)} lacks a type, a shape or a place.`);
      continue;
    }
    tensors.push(tensor);
    list.add({ name, dtype: tensor.dtype, shape: tensor.shape });
    checkSize(tensor, problems);
  }
  return tensors;
}

async function readHeader(file: RandomAccessFile): Promise<{ readonly text: string; readonly dataBytes: number }> {
  const cursor = new ByteCursor(file, 0, { bytes: MAX_HEADER_BYTES + 64 * 1024, steps: 10 });
  await cursor.ensure(8);
  const headerBytes = cursor.u64();
  if (headerBytes > cursor.remainingBytes) {
    throw new HeaderProblem(`Its header should have ${headerBytes} bytes, more than the file has.`, "cut");
  }
  if (headerBytes > MAX_HEADER_BYTES)
    throw new HeaderProblem(`Its header of ${headerBytes} bytes is longer than modelyard reads.`);
  await cursor.ensure(headerBytes);
  return { text: new TextDecoder().decode(cursor.bytes(headerBytes)), dataBytes: cursor.remainingBytes };
}

/**
 * Reads a safetensors header and checks that its tensors are where it says.
 * https://github.com/huggingface/safetensors#format
 *
 * @throws HeaderProblem when there is no header to read
 */
export async function inspectSafetensors(file: RandomAccessFile, problems: Problems): Promise<SafetensorsFacts> {
  const { text, dataBytes } = await readHeader(file);
  const { value: header, repeatedKeys } = parseBoundedJson(text, jsonLimits);
  if (!isMap(header)) throw new HeaderProblem("Its header is no JSON object.");
  const list = new TensorList();
  let metadata: Readonly<Record<string, string>> = {};
  await problems.attempt(async () => {
    for (const key of repeatedKeys)
      problems.refuse(`Its header names ${quote(key)} twice; readers differ in which one counts.`);
    const { __metadata__: texts, ...entries } = header;
    if (isTexts(texts)) metadata = texts;
    else if (texts !== undefined) problems.refuse("Its metadata are not texts by name.");
    checkPlaces(readTensors(entries, list, problems), dataBytes, problems);
  });
  return { kind: "safetensors", ...list.facts(), metadata };
}
