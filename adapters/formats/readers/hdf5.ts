import type { Problems } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

const searchedBytes = 4 * 1024 * 1024;
/** Of a superblock, before which nothing can be read. */
const smallestBytes = 48;

export interface Hdf5Facts {
  readonly kind: "hdf5";
  /** It has the attribute in which Keras keeps a model's layers, within its first 4 MiB. */
  readonly hasKerasModel: boolean;
  /** A Lambda layer was found there. None found says nothing: an attribute may lie anywhere in the file. */
  readonly hasLambda: boolean;
}

/**
 * Where the file ends according to its superblock; undefined where the superblock does not say it.
 *
 * @see https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
 */
function endOfFile(start: Buffer): number | undefined {
  const version = start[8] ?? 0xff;
  // Behind the signature: of the first two versions 16 and 20 bytes of settings, of the others 4.
  const addressBytes = start[version < 2 ? 13 : 9];
  const at = version === 0 ? 24 : version === 1 ? 28 : version <= 3 ? 12 : undefined;
  if (at === undefined || addressBytes !== 8 || start.length < at + 24 || !start.subarray(0, 4).equals(magic))
    return undefined;
  // The base, another address, and the end.
  return Number(start.readBigUInt64LE(at)) + Number(start.readBigUInt64LE(at + 16));
}

const magic = Buffer.from("\x89HDF", "latin1");

/** Looks for a Keras model and its Lambda layers in an HDF5 file's first 4 MiB. */
export async function inspectHdf5(file: RandomAccessFile, problems: Problems): Promise<Hdf5Facts> {
  const bytes = Buffer.from(await file.read(0, searchedBytes));
  const missing = (endOfFile(bytes) ?? 0) - file.sizeBytes;
  if (missing > 0 || bytes.length < smallestBytes) problems.add("It is truncated: its end is missing.");
  const start = bytes.toString("latin1");
  const hasKerasModel = start.includes("model_config");
  const hasLambda = /"class_name":\s{0,4}"(Lambda|__lambda__)"/.test(start);
  if (hasLambda) problems.add("It holds Lambda layers: loading it with Keras runs the Python code in them.");
  return { kind: "hdf5", hasKerasModel, hasLambda };
}
