import { type FormatName, formatRunsCode } from "../../core/formats/catalogue.ts";
import type { Signature } from "../../schemas/generated/types.ts";
import { inspectTar, inspectZip } from "./containers/archive.ts";
import { inspectCatboost } from "./readers/catboost.ts";
import { inspectCompressed, reportSealed } from "./containers/compressed.ts";
import { inspectCoreml } from "./readers/coreml.ts";
import { brokenPromise, confirmFormat } from "./detect/confirm-format.ts";
import { guessFormat } from "./detect/guess-format.ts";
import { inspectGguf } from "./readers/gguf.ts";
import { inspectHdf5 } from "./readers/hdf5.ts";
import { inspectKeras, reportKerasJson } from "./readers/keras.ts";
import { inspectNpy, inspectNpz } from "./readers/npy.ts";
import { inspectOnnx } from "./readers/onnx.ts";
import { inspectPickleFile } from "./pickle/pickle-file.ts";
import { inspectPmml } from "./readers/pmml.ts";
import { Problems } from "./bytes/problems.ts";
import type { RandomAccessFile } from "./bytes/random-access-file.ts";
import type { ModelFileFacts, ModelFileReport } from "./report.ts";
import { inspectSafetensors } from "./readers/safetensors.ts";
import { inspectSavedModel } from "./readers/savedmodel.ts";
import { reportPrograms } from "./readers/text-programs.ts";
import { inspectSkops } from "./containers/skops.ts";
import { inspectTflite } from "./readers/tflite.ts";
import { inspectLightgbm, inspectXgboostJson, inspectXgboostUbjson } from "./readers/boosted-trees.ts";

interface Inspection {
  readonly facts: ModelFileFacts;
  readonly signature?: Signature;
}

const nothing: Inspection = { facts: { kind: "none" } };

async function inspectFormat(file: RandomAccessFile, format: FormatName, problems: Problems): Promise<Inspection> {
  switch (format) {
    case "safetensors":
      return { facts: await inspectSafetensors(file, problems) };
    case "onnx":
      return inspectOnnx(file, problems);
    case "gguf":
      return { facts: await inspectGguf(file, problems) };
    case "npy":
      return { facts: await inspectNpy(file, problems) };
    case "npz":
      return { facts: await inspectNpz(file, problems) };
    case "pickle":
    case "joblib":
    case "pytorch-legacy":
      return { facts: await inspectPickleFile(file, problems) };
    case "skops":
    case "skops-untrusted":
      return { facts: await inspectSkops(file, problems) };
    case "keras":
      return { facts: await inspectKeras(file, problems) };
    case "hdf5":
      return { facts: await inspectHdf5(file, problems) };
    case "tflite":
    case "tflite-flex":
      return inspectTflite(file, problems);
    case "catboost":
      return { facts: await inspectCatboost(file) };
    case "coreml":
      return inspectCoreml(file, problems);
    case "pmml":
      return inspectPmml(file, problems);
    case "savedmodel":
      return inspectSavedModel(file, problems);
    case "lightgbm":
      return { facts: await inspectLightgbm(file, problems) };
    case "xgboost-ubj":
      return { facts: await inspectXgboostUbjson(file, problems) };
    case "xgboost-json":
      return { facts: await inspectXgboostJson(file) };
    case "pytorch-zip":
    case "torchscript":
    case "zip":
      return { facts: await inspectZip(file, format, problems) };
    case "tar":
      return { facts: await inspectTar(file, problems) };
    case "gzip":
    case "zlib":
    case "zstd":
      return { facts: await inspectCompressed(file, format, problems) };
    case "bzip2":
    case "xz":
    case "lzma":
    case "lz4":
    case "7z":
    case "rar":
      return { facts: reportSealed(format, problems) };
    case "json":
      await reportPrograms(file, format, problems);
      await reportKerasJson(file, problems);
      return nothing;
    case "yaml":
    case "toml":
    case "text":
    case "mlflow-model":
      await reportPrograms(file, format, problems);
      return nothing;
    case "yaml-python":
    case "jsonpickle":
    case "html":
    case "other-text":
    case "xgboost-binary":
    case "coreml-weights":
    case "r-data":
    case "mlflow-code":
    case "source-code":
    case "executable":
    case "parquet":
    case "arrow":
    case "arrow-pickle":
    case "csv":
    case "sentencepiece":
    case "png":
    case "jpeg":
    case "unknown":
      return nothing;
  }
}

const NO_KNOWN_FORMAT = "Its first bytes are of no format that modelyard knows.";

/** What a loader other than the usual one makes of the file. */
function noteCalls(format: FormatName, problems: Problems): void {
  if (format === "yaml-python") {
    problems.add("Its tags name Python objects: a loader that is not a safe one calls them.");
  }
  if (format === "jsonpickle") {
    problems.add("Its keys name Python objects: jsonpickle calls them when it loads the file.");
  }
}

/**
 * What a model file is and what its header says. Never runs, imports or unpickles anything. Texts are read to their end in
 * bounded memory; of all else a few MiB at most are read, of a file of any size, in less than a second. Whatever is broken
 * or hostile in the file ends in `problems`. A format whose loading runs nothing is reported only where all of the file is
 * of it: otherwise the format is `unknown`, and a problem says why.
 *
 * @example
 * const report = await withLocalFile("churn.onnx", inspectModelFile);
 * report.format; // "onnx"
 * report.signature?.inputs; // [{ name: "x", dtype: "float32", shape: [-1, 3] }]
 * @throws only what `file.read` throws
 */
export async function inspectModelFile(file: RandomAccessFile): Promise<ModelFileReport> {
  const problems = new Problems();
  const { format: guess, reason } = await guessFormat(file);
  if (guess === "unknown" && reason !== undefined) problems.add(reason);
  if (formatRunsCode(guess)) {
    const broken = brokenPromise(file.path, guess);
    if (broken !== undefined) problems.add(broken);
  }
  const inspection = (await problems.attempt(() => inspectFormat(file, guess, problems))) ?? nothing;
  const format = formatRunsCode(guess) ? guess : await confirmFormat(file, guess, problems);
  noteCalls(format, problems);
  if (format === "unknown" && problems.list().length === 0) problems.add(NO_KNOWN_FORMAT);
  return { format, ...inspection, problems: problems.list() };
}

/**
 * What a file is, as `inspectModelFile` says, without what its header says beyond that.
 *
 * @example await withLocalFile("model.safetensors", detectFormat) // "pickle", if that is what somebody put there
 * @throws only what `file.read` throws
 */
export async function detectFormat(file: RandomAccessFile): Promise<FormatName> {
  const { format } = await guessFormat(file);
  return formatRunsCode(format) ? format : (await inspectModelFile(file)).format;
}
