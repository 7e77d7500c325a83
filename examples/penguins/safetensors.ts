// The safetensors format, for tensors of float32: 8 bytes with the header's length (little-endian), a header in JSON,
// then the numbers. Source: https://github.com/huggingface/safetensors#format
import { Failure } from "./failure.ts";

export interface Tensor {
  readonly shape: readonly number[];
  /** In row-major order. */
  readonly values: readonly number[];
}

export interface SafetensorsContent {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const lengthBytes = 8;
const float32Bytes = 4;

/**
 * Encodes tensors in the order of their names; equal content gives equal bytes. The header is padded with spaces, so
 * that the numbers start at a multiple of 8.
 *
 * @example writeSafetensors({ metadata: {}, tensors: new Map([["bias", { shape: [2], values: [0.5, 1] }]]) })
 */
export function writeSafetensors({ metadata, tensors }: SafetensorsContent): Uint8Array {
  const named = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const header: Record<string, unknown> = { __metadata__: metadata };
  let dataBytes = 0;
  for (const [name, { shape, values }] of named) {
    if (product(shape) !== values.length) {
      throw new RangeError(`${name} has ${values.length} numbers, its shape needs ${product(shape)}.`);
    }
    const end = dataBytes + values.length * float32Bytes;
    header[name] = { dtype: "F32", shape, data_offsets: [dataBytes, end] };
    dataBytes = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(lengthBytes + headerBytes + dataBytes).fill(
    0x20,
    lengthBytes,
    lengthBytes + headerBytes,
  );
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(json, lengthBytes);
  named
    .flatMap(([, tensor]) => tensor.values)
    .forEach((value, i) => view.setFloat32(lengthBytes + headerBytes + i * float32Bytes, value, true));
  return bytes;
}

/**
 * Decodes and checks the bytes of a file.
 *
 * @throws Failure saying what is wrong, when the bytes are not safetensors or hold anything but float32.
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dataStart = lengthBytes + headerLength(view);
  const { __metadata__: metadata = {}, ...rest } = parseHeader(bytes.subarray(lengthBytes, dataStart));
  if (!isRecord(metadata) || !hasTextValues(metadata)) throw malformed("__metadata__ must map names to texts");
  const entries = Object.entries(rest).map(([name, value]) => parseEntry(name, value));
  checkCoverage(entries, bytes.length - dataStart);
  const read = ({ begin, end }: Entry): number[] =>
    Array.from({ length: (end - begin) / float32Bytes }, (_, i) =>
      view.getFloat32(dataStart + begin + i * float32Bytes, true),
    );
  return {
    metadata,
    tensors: new Map(entries.map((entry) => [entry.name, { shape: entry.shape, values: read(entry) }])),
  };
}

function headerLength(view: DataView): number {
  if (view.byteLength < lengthBytes)
    throw malformed(`it has ${view.byteLength} bytes, too few for the header's length`);
  const length = view.getBigUint64(0, true);
  const following = view.byteLength - lengthBytes;
  if (length > following) throw malformed(`its header should have ${length} bytes, but only ${following} follow`);
  return Number(length);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw malformed("its header is not JSON in UTF-8");
  }
  if (bytes[0] !== 0x7b || !isRecord(header)) throw malformed("its header is not a JSON object that starts with {");
  return header;
}

function parseEntry(name: string, value: unknown): Entry {
  const shown = JSON.stringify(name);
  if (!isRecord(value)) throw malformed(`tensor ${shown} must be an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (dtype !== "F32") throw malformed(`tensor ${shown} has dtype ${JSON.stringify(dtype)}; only F32 is read here`);
  if (!isCounts(shape)) throw malformed(`tensor ${shown} needs a shape of whole numbers`);
  const [begin, end] = isCounts(offsets) ? offsets : [];
  if (begin === undefined || end === undefined)
    throw malformed(`tensor ${shown} needs data_offsets of two whole numbers`);
  const needed = product(shape) * float32Bytes;
  if (end - begin !== needed) throw malformed(`tensor ${shown} spans ${end - begin} bytes, its shape needs ${needed}`);
  return { name, shape, begin, end };
}

/** The tensors must follow each other without a gap or an overlap, from the first byte to the last. */
function checkCoverage(entries: readonly Entry[], dataBytes: number): void {
  let reached = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== reached)
      throw malformed(`tensor ${JSON.stringify(name)} starts at byte ${begin} instead of ${reached}`);
    reached = end;
  }
  if (reached !== dataBytes) throw malformed(`its tensors need ${reached} bytes, but ${dataBytes} follow the header`);
}

const malformed = (reason: string): Failure =>
  new Failure(`This is not a safetensors file that can be read: ${reason}.`);
const product = (shape: readonly number[]): number => shape.reduce((total, length) => total * length, 1);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasTextValues(value: Record<string, unknown>): value is Record<string, string> {
  return Object.values(value).every((text) => typeof text === "string");
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}
