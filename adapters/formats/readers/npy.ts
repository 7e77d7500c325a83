import { ByteCursor } from "../bytes/byte-cursor.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import { type PythonLiteral, parsePythonLiteral } from "../bytes/python-literal.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { TensorList, type TensorListFacts, elementCount } from "./tensor-list.ts";
import { startsWith } from "../bytes/magic-numbers.ts";
import { openZipMember, readZipDirectory } from "../bytes/zip.ts";

/** NumPy itself refuses longer headers by default. */
const MAX_HEADER_BYTES = 10_000;

/** As much of an archive's member as a header can take. */
export const npyHeaderBytes = MAX_HEADER_BYTES + 16;

/** An array by its name in the archive; "" for that of a `.npy` file. */
export interface ArraysFacts extends TensorListFacts {
  readonly kind: "arrays";
}

export interface NpyHeader {
  /** NumPy's own words for the element type, such as "<f8"; a structured type as text. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  /** The elements are Python objects: the array is stored as a pickle. */
  readonly hasObjects: boolean;
  /** Where the type says it. */
  readonly elementBytes: number | undefined;
  readonly dataOffset: number;
}

/** Types by kind and size. NumPy knows many more ways to write them, some of which mean objects: those count as such. */
const plainType = /^[<>|=]?[biufcSUVmM]\d+(\[[^\]]*\])?$/;

function holdsObjects(descr: PythonLiteral | undefined): boolean {
  if (typeof descr === "string") return !plainType.test(descr);
  return !Array.isArray(descr) || descr.some((field) => !Array.isArray(field) || holdsObjects(field[1]));
}

const dtypeText = (descr: PythonLiteral | undefined): string =>
  typeof descr === "string" ? descr : JSON.stringify(descr);

/**
 * Reads the header of a `.npy` file.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @throws HeaderProblem when it is broken
 */
export async function readNpyHeader(file: RandomAccessFile): Promise<NpyHeader> {
  const cursor = new ByteCursor(file);
  await cursor.ensure(10);
  if (!startsWith(cursor.bytes(6), "\x93NUMPY")) throw new HeaderProblem("It is no NumPy array.");
  const major = cursor.u8();
  cursor.skip(1);
  if (major < 1 || major > 3) throw new HeaderProblem(`Its header has version ${major}; 1 to 3 are known.`);
  if (major > 1) await cursor.ensure(4);
  const headerBytes = major === 1 ? cursor.u16() : cursor.u32();
  if (headerBytes > MAX_HEADER_BYTES) throw new HeaderProblem(`Its header of ${headerBytes} bytes is too long.`);
  await cursor.ensure(headerBytes);
  // Names of fields with other characters came with version 3.
  const text = new TextDecoder(major < 3 ? "latin1" : "utf-8").decode(cursor.bytes(headerBytes));
  const header = parsePythonLiteral(text);
  if (!(header instanceof Map)) throw new HeaderProblem("Its header is not a dictionary.");
  const descr = header.get("descr");
  const shape = header.get("shape");
  if (descr === undefined) throw new HeaderProblem("Its header has no element type.");
  if (!Array.isArray(shape) || !shape.every((size) => typeof size === "number" && size >= 0)) {
    throw new HeaderProblem("Its header has no shape.");
  }
  return {
    dtype: dtypeText(descr),
    shape: shape as number[],
    fortranOrder: header.get("fortran_order") === true,
    hasObjects: holdsObjects(descr),
    elementBytes: elementBytes(descr),
    dataOffset: cursor.offset,
  };
}

/** Where the size of an element is in the type's name, and no other: NumPy's texts have 4 bytes a character. */
function elementBytes(descr: PythonLiteral | undefined): number | undefined {
  if (typeof descr === "string") {
    const [, kind, digits] = /^[<>|=]?([biufcSUVmM])(\d+)/.exec(descr) ?? [];
    return digits === undefined ? undefined : Number(digits) * (kind === "U" ? 4 : 1);
  }
  if (!Array.isArray(descr)) return undefined;
  let sum = 0;
  for (const field of descr) {
    const [, type, shape = []] = Array.isArray(field) ? field : [];
    const count = elementCount([shape].flat().map(Number));
    const size = elementBytes(type);
    if (size === undefined || count === undefined) return undefined;
    sum += size * count;
  }
  return sum;
}

async function addArray(name: string, file: RandomAccessFile, list: TensorList, problems: Problems): Promise<void> {
  const { dtype, shape, dataOffset, elementBytes: size } = await readNpyHeader(file);
  list.add({ name, dtype, shape });
  const count = elementCount(shape);
  const dataBytes = file.sizeBytes - dataOffset;
  const which = name === "" ? "Its array" : `Its array ${quote(name)}`;
  if (count === undefined) problems.refuse(`${which} has more elements than can be counted.`);
  else if (size !== undefined && count * size !== dataBytes) {
    problems.refuse(`${which} has ${dataBytes} bytes of elements where its shape asks for ${count * size}.`);
  }
}

/** Reads the header of a `.npy` file whose elements are no Python objects. */
export async function inspectNpy(file: RandomAccessFile, problems: Problems): Promise<ArraysFacts> {
  const list = new TensorList();
  await addArray("", file, list, problems);
  return { kind: "arrays", ...list.facts() };
}

/** Reads the header of each array of a `.npz` archive. */
export async function inspectNpz(file: RandomAccessFile, problems: Problems): Promise<ArraysFacts> {
  const list = new TensorList();
  for (const member of await readZipDirectory(file)) {
    const name = member.path.replace(/\.npy$/, "");
    await problems.attempt(async () =>
      addArray(name, await openZipMember(file, member, { limitBytes: npyHeaderBytes }), list, problems),
    );
  }
  return { kind: "arrays", ...list.facts() };
}
