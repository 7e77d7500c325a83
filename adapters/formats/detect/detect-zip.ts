import type { FormatName } from "../../../core/formats/catalogue.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { npyHeaderBytes, readNpyHeader } from "../readers/npy.ts";
import { isTrustedSkops } from "../containers/skops-types.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { type ZipMember, openZipMember, readZipDirectory } from "../bytes/zip.ts";

const MAX_ARRAYS = 1000;

/** NumPy reads every member that ends in .npy as an array, unpickling those with Python objects. */
async function arraysFormat(file: RandomAccessFile, members: readonly ZipMember[]): Promise<FormatName> {
  if (members.length > MAX_ARRAYS) return "zip";
  for (const member of members) {
    const header = await readNpyHeader(await openZipMember(file, member, { limitBytes: npyHeaderBytes }));
    if (header.hasObjects) return "pickle";
  }
  return "npz";
}

/** A file that cannot be read to its end names whatever it likes. */
async function skopsFormat(file: RandomAccessFile, members: readonly ZipMember[]): Promise<FormatName> {
  try {
    return (await isTrustedSkops(file, members)) ? "skops" : "skops-untrusted";
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
    return "skops-untrusted";
  }
}

/**
 * Which of the formats that are zip archives it is, from the archive's directory.
 */
export async function detectZipFormat(file: RandomAccessFile): Promise<FormatName> {
  try {
    const members = await readZipDirectory(file);
    const paths = members.map((member) => member.path);
    // PyTorch's reader does not tell upper from lower case.
    const has = (pattern: RegExp): boolean => paths.some((path) => pattern.test(path));
    if (has(/^([^/]+\/)?(code\/|bytecode\.pkl$|archive_format$)/i) && has(/^[^/]+\/(data\.pkl|archive_format)$/i)) {
      return "torchscript";
    }
    if (has(/^([^/]+\/)?data\.pkl$/i)) return "pytorch-zip";
    if (has(/^config\.json$/) && has(/^metadata\.json$/)) return "keras";
    if (has(/^schema\.json$/)) return await skopsFormat(file, members);
    if (paths.length > 0 && paths.every((path) => path.endsWith(".npy"))) return await arraysFormat(file, members);
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
  }
  return "zip";
}
