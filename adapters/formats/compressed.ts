import type { FormatName } from "../../core/registry/formats.ts";
import { canDecompress, decompressStart } from "./decompress.ts";
import { detectFormat } from "./detect.ts";
import type { Problems } from "./problems.ts";
import { type RandomAccessFile, memoryFile } from "./random-access-file.ts";
import { compressionOf } from "./signatures.ts";

const startBytes = 64 * 1024;

export interface CompressedFacts {
  readonly kind: "compressed";
  /** What is inside, judged by its first 64 KiB; undefined when they cannot be decompressed here. */
  readonly content: FormatName | undefined;
}

/** Looks at the first bytes of what is compressed in the file. Pickles never come here: they keep their own format. */
export async function inspectCompressed(file: RandomAccessFile, problems: Problems): Promise<CompressedFacts> {
  const compression = compressionOf(await file.read(0, startBytes));
  if (compression === undefined || !canDecompress(compression)) {
    problems.add("What is compressed in it cannot be looked into: store the file uncompressed, or with gzip.");
    return { kind: "compressed", content: undefined };
  }
  const { bytes, problem } = await decompressStart(compression, file, startBytes);
  if (problem !== undefined) problems.add(problem);
  return { kind: "compressed", content: await detectFormat(memoryFile(file.path.replace(/\.[^./]+$/, ""), bytes)) };
}
