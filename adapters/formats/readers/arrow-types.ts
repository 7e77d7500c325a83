import type { RandomAccessFile } from "../bytes/random-access-file.ts";

const searchedBytes = 64 * 1024;
const MAX_FOOTER_BYTES = 16 * 1024 * 1024;

/**
 * The beginnings of the names of types that are loaded with pickle: pyarrow's own for classes written in Python before
 * 14.0.1 (CVE-2023-47248), and Ray's, of which some hold pickles and Ray 2.49 to 2.54 unpickles the others' parameters
 * (GHSA-mw35-8rx3-xf9r).
 */
const typeNames: readonly string[] = ["arrow.py_extension_type", "ray.data.arrow_"];

/** The names as they are, and in base64 as Parquet's footer holds an Arrow schema: from each of three places in it. */
const spellings: readonly string[] = typeNames.flatMap((name) => [
  name,
  inBase64(name, 0),
  inBase64(name, 1),
  inBase64(name, 2),
]);

function inBase64(name: string, bytesBefore: number): string {
  const text = Buffer.from(`${"-".repeat(bytesBefore)}${name}`).toString("base64");
  // Characters that also hold bits of what surrounds the name differ from file to file.
  return text.slice(bytesBefore === 0 ? 0 : bytesBefore + 1, Math.floor(((bytesBefore + name.length) * 8) / 6));
}

/**
 * Whether an Arrow or Parquet file has a column of a type that its library loads with pickle. A schema that is longer than
 * what is looked at counts as one: nobody here knows what is in it.
 */
export async function hasPickledType(file: RandomAccessFile): Promise<boolean> {
  const end = Buffer.from(await file.read(Math.max(0, file.sizeBytes - 10), 10));
  // Both formats end in the footer's length and their signature, of 4 and of 6 bytes.
  const signatureBytes =
    end.subarray(6).toString("latin1") === "PAR1" || end.subarray(6).toString("latin1") === "FEA1" ? 4 : 6;
  const footerBytes = end.length === 10 ? end.readUInt32LE(10 - signatureBytes - 4) : 0;
  // A footer longer than the file is refused where the file is read to its end.
  if (footerBytes > MAX_FOOTER_BYTES && footerBytes < file.sizeBytes) return true;
  const wanted = Math.min(Math.max(footerBytes, searchedBytes), MAX_FOOTER_BYTES);
  const start = await file.read(0, searchedBytes);
  const footer = await file.read(Math.max(0, file.sizeBytes - wanted - 10), wanted + 10);
  return [start, footer].some((part) => spellings.some((spelling) => Buffer.from(part).includes(spelling)));
}
