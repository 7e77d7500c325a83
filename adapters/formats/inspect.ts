import { type FormatName, findFormat, formatsOfPath } from "../../core/formats/catalogue.ts";
import type { Signature } from "../../schemas/generated/types.ts";
import { inspectTar, inspectZip } from "./containers/archive.ts";
import { inspectCatboost } from "./readers/catboost.ts";
import { inspectCompressed, reportSealed } from "./containers/compressed.ts";
import { inspectCoreml } from "./readers/coreml.ts";
import { detectFormat } from "./detect/detect.ts";
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
      return { facts: await inspectXgboostUbjson(file) };
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
    case "yaml-python":
      problems.add("Its tags name Python objects: a loader that is not a safe one calls them.");
      return nothing;
    case "jsonpickle":
      problems.add("Its keys name Python objects: jsonpickle calls them when it loads the file.");
      return nothing;
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

const textFormats: ReadonlySet<FormatName> = new Set([
  "json",
  "yaml",
  "toml",
  "csv",
  "text",
  "lightgbm",
  "xgboost-json",
]);

const joblibCompressions: ReadonlySet<FormatName> = new Set(["bzip2", "xz", "lzma", "lz4"]);

/** Loaders often choose by the name, so a name that promises another format is worth a question. */
function reportName(path: string, format: FormatName, problems: Problems): void {
  const promised = formatsOfPath(path);
  if (promised.length === 0 || promised.includes(format)) return;
  if (textFormats.has(format) && promised.some((name) => textFormats.has(name))) return;
  // joblib compresses without another name.
  if (joblibCompressions.has(format) && promised.includes("joblib")) return;
  const titles = promised.map((name) => findFormat(name)?.title ?? name);
  problems.add(`Its name promises ${titles.join(" or ")}, but its content is ${findFormat(format)?.title ?? format}.`);
}

/**
 * What a model file is and what its header says. Never runs, imports or unpickles anything; reads a few MiB at most of a
 * file of any size, in less than a second; whatever is broken or hostile in the file ends in `problems`.
 *
 * @example
 * const report = await withLocalFile("churn.onnx", inspectModelFile);
 * report.format; // "onnx"
 * report.signature?.inputs; // [{ name: "x", dtype: "float32", shape: [-1, 3] }]
 * @throws only what `file.read` throws
 */
export async function inspectModelFile(file: RandomAccessFile): Promise<ModelFileReport> {
  const problems = new Problems();
  const format = await detectFormat(file);
  reportName(file.path, format, problems);
  const inspection = (await problems.attempt(() => inspectFormat(file, format, problems))) ?? nothing;
  return { format, ...inspection, problems: problems.list() };
}
