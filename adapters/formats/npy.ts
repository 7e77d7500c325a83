import { ByteCursor } from "./byte-cursor.ts";
import { HeaderProblem } from "./header-problem.ts";
import { type PythonLiteral, parsePythonLiteral } from "./python-literal.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

/** NumPy itself refuses headers over 10,000 characters unless told otherwise. */
const maxHeaderBytes = 64 * 1024;

export interface NpyHeader {
  /** NumPy's own words for the element type, such as "<f8"; a structured type as text. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  /** The elements are Python objects: the array is stored as a pickle. */
  readonly hasObjects: boolean;
  readonly dataOffset: number;
}

function holdsObjects(descr: PythonLiteral | undefined): boolean {
  if (typeof descr === "string") return /^[<>|=]?O/.test(descr);
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
  cursor.skip(6);
  const major = cursor.u8();
  cursor.skip(1);
  if (major < 1 || major > 3) throw new HeaderProblem(`Its header has version ${major}; 1 to 3 are known.`);
  if (major > 1) await cursor.ensure(4);
  const headerBytes = major === 1 ? cursor.u16() : cursor.u32();
  if (headerBytes > maxHeaderBytes) throw new HeaderProblem(`Its header of ${headerBytes} bytes is too long.`);
  await cursor.ensure(headerBytes);
  const header = parsePythonLiteral(new TextDecoder().decode(cursor.bytes(headerBytes)));
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
    dataOffset: cursor.offset,
  };
}
