import { type FormatName, findFormat } from "../../../core/formats/catalogue.ts";
import { type ArchiveFacts, inspectTar, inspectZip, packedBytes } from "./archive.ts";
import { decompressStart } from "../bytes/decompress.ts";
import { guessFormat } from "../detect/guess-format.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import type { Problems } from "../bytes/problems.ts";
import { type RandomAccessFile, memoryFile } from "../bytes/random-access-file.ts";
import { compressionOf } from "../bytes/magic-numbers.ts";

const startBytes = 64 * 1024;

export interface CompressedFacts {
  readonly kind: "compressed";
  /** What is inside, judged by its first 64 KiB; undefined when they cannot be decompressed here. */
  readonly content: FormatName | undefined;
  /** The members of an archive inside, as far as they lie in its first 16 MiB. */
  readonly archive?: ArchiveFacts;
}

/** Such as "compressed with xz" or "a 7-Zip archive". */
function titleOf(format: FormatName): string {
  const title = findFormat(format)?.title ?? format;
  if (format === "7z" || format === "rar") return `a ${title}`;
  return title.startsWith("compressed") ? title : `compressed with ${title}`;
}

/** Says of a file whose compression cannot be undone here that nobody looked into it. */
export function reportSealed(format: FormatName, problems: Problems): CompressedFacts {
  problems.add(
    `It is ${titleOf(format)}, and its content was not inspected. Store it uncompressed, or with gzip, zlib or zstd, to have it inspected.`,
  );
  return { kind: "compressed", content: undefined };
}

/** Looks at the first bytes of what is compressed in the file. Pickles never come here: they keep their own format. */
export async function inspectCompressed(
  file: RandomAccessFile,
  format: FormatName,
  problems: Problems,
): Promise<CompressedFacts> {
  const compression = compressionOf(await file.read(0, startBytes));
  if (compression === undefined) return reportSealed(format, problems);
  const { bytes, problem } = await decompressStart(compression, file, startBytes);
  if (problem !== undefined) problems.add(problem);
  const path = file.path.replace(/\.[^./]+$/, "");
  const { format: content } = await guessFormat(memoryFile(path, bytes));
  if (content !== "tar" && content !== "zip") return { kind: "compressed", content };
  const packed = await decompressStart(compression, file, packedBytes);
  const inner = memoryFile(path, packed.bytes);
  try {
    const archive = await (content === "tar" ? inspectTar(inner, problems) : inspectZip(inner, content, problems));
    if (!packed.whole) problems.add("Only the first 16 MiB of the archive in it were looked into.");
    return { kind: "compressed", content, archive };
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
    problems.add(packed.whole ? error.message : "Only the first 16 MiB of the archive in it were looked into.");
    return { kind: "compressed", content };
  }
}
