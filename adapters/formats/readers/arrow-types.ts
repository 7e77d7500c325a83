import type { RandomAccessFile } from "../bytes/random-access-file.ts";

const searchedBytes = 64 * 1024;
const MAX_FOOTER_BYTES = 16 * 1024 * 1024;
const typeName = "arrow.py_extension_type";

/** The name as it is, and in base64 as Parquet's footer holds an Arrow schema: from each of three places in it. */
const spellings: readonly string[] = [
  typeName,
  ...[0, 1, 2].map((before) => {
    const text = Buffer.from(`${"-".repeat(before)}${typeName}`).toString("base64");
    // Characters that also hold bits of what surrounds the name differ from file to file.
    return text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + typeName.length) * 8) / 6));
  }),
];

/**
 * Whether an Arrow or Parquet file has a column of a type that is stored as a pickle. pyarrow before 14.0.1 unpickled it
 * with the schema, before anybody asked for the column (CVE-2023-47248).
 */
export async function hasPickledType(file: RandomAccessFile): Promise<boolean> {
  const end = Buffer.from(await file.read(Math.max(0, file.sizeBytes - 10), 10));
  // Both formats end in the footer's length and their signature, of 4 and of 6 bytes.
  const footerBytes = [4, 6].map((signature) => (end.length === 10 ? end.readUInt32LE(10 - signature - 4) : 0));
  const wanted = Math.max(...footerBytes.filter((bytes) => bytes <= MAX_FOOTER_BYTES), searchedBytes);
  const start = await file.read(0, searchedBytes);
  const footer = await file.read(Math.max(0, file.sizeBytes - wanted - 10), wanted + 10);
  return [start, footer].some((part) => spellings.some((spelling) => Buffer.from(part).includes(spelling)));
}
