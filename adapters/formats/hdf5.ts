import type { Problems } from "./problems.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const searchedBytes = 4 * 1024 * 1024;

export interface Hdf5Facts {
  readonly kind: "hdf5";
  /** It has the attribute in which Keras keeps a model's layers, within its first 4 MiB. */
  readonly hasKerasModel: boolean;
  /** A Lambda layer was found there. None found says nothing: an attribute may lie anywhere in the file. */
  readonly hasLambda: boolean;
}

/** Looks for a Keras model and its Lambda layers in an HDF5 file's first 4 MiB. */
export async function inspectHdf5(file: RandomAccessFile, problems: Problems): Promise<Hdf5Facts> {
  const start = Buffer.from(await file.read(0, searchedBytes)).toString("latin1");
  const hasKerasModel = start.includes("model_config");
  const hasLambda = /"class_name":\s{0,4}"(Lambda|__lambda__)"/.test(start);
  if (hasLambda) problems.add("It holds Lambda layers: loading it with Keras runs the Python code in them.");
  return { kind: "hdf5", hasKerasModel, hasLambda };
}
