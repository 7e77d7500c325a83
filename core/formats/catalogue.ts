// The formats of model files that modelyard knows, and what loading one can set off. The `formats` gate judges by this
// table; adapters/formats decides from a file's bytes which row it is.

import { closest } from "../text/suggest.ts";

/**
 * Whether loading a file of this format can run code that the file brings or names:
 * - `never`: it holds data only; no loader of this format runs anything that the file says.
 * - `possible`: some files of this format carry code, or the format is a wrapping whose content is not known.
 * - `always`: the loader carries out the file's own instructions; a careful look at one file does not make the format safe.
 */
type CodeOnLoad = "never" | "possible" | "always";

export interface Format {
  /** What a version file says under `artifacts[].format`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly runsCode: CodeOnLoad;
  /** One sentence for a gate's message: why `runsCode` is what it is. */
  readonly why: string;
  /**
   * Ends of a file's name that promise this format, in lower case. Ends that many formats share (.bin, .model, .dat) are
   * left out. They never decide what a binary file is.
   */
  readonly extensions: readonly string[];
}

const dataOnly = "It holds data only.";
const wrapping = "It wraps other files, which may be of any format.";
const compressed = "What is compressed in it may be of any format.";
const sealed = "What is compressed in it was not looked into, and counts as code: joblib keeps pickles in such files.";

const table = [
  // Tensors and graphs
  { name: "safetensors", title: "safetensors", runsCode: "never", why: dataOnly, extensions: [".safetensors"] },
  {
    name: "onnx",
    title: "ONNX",
    runsCode: "never",
    why: "Its graph names operators of the runtime and brings none of its own.",
    extensions: [".onnx"],
  },
  { name: "gguf", title: "GGUF", runsCode: "never", why: dataOnly, extensions: [".gguf"] },
  {
    name: "npy",
    title: "NumPy array",
    runsCode: "never",
    why: "Its elements are plain numbers.",
    extensions: [".npy"],
  },
  {
    name: "npz",
    title: "NumPy arrays",
    runsCode: "never",
    why: "Its elements are plain numbers.",
    extensions: [".npz"],
  },
  {
    name: "tflite",
    title: "TensorFlow Lite",
    runsCode: "never",
    why: "Its graph names operators of the runtime and brings none of its own.",
    extensions: [".tflite"],
  },
  {
    name: "tflite-flex",
    title: "TensorFlow Lite with TensorFlow's operators",
    runsCode: "possible",
    why: "TensorFlow's own operators, which it calls, can read and write files of the machine that runs it.",
    extensions: [".tflite"],
  },
  {
    name: "savedmodel",
    title: "TensorFlow SavedModel",
    runsCode: "possible",
    why: "Its graph can read and write files of the machine that runs it.",
    extensions: ["saved_model.pb", "saved_model.pbtxt"],
  },
  {
    name: "keras",
    title: "Keras archive",
    runsCode: "possible",
    why: "Lambda layers and custom classes run Python when it is loaded.",
    extensions: [".keras"],
  },
  {
    name: "hdf5",
    title: "HDF5",
    runsCode: "possible",
    why: "A Keras model in HDF5 can hold Lambda layers, which run Python when it is loaded.",
    extensions: [".h5", ".hdf5", ".hdf", ".keras"],
  },
  // Trees
  { name: "lightgbm", title: "LightGBM text", runsCode: "never", why: dataOnly, extensions: [".txt", ".lgb"] },
  { name: "xgboost-json", title: "XGBoost JSON", runsCode: "never", why: dataOnly, extensions: [".json", ".xgb"] },
  { name: "xgboost-ubj", title: "XGBoost UBJSON", runsCode: "never", why: dataOnly, extensions: [".ubj", ".xgb"] },
  {
    name: "xgboost-binary",
    title: "XGBoost binary (before 3.1)",
    runsCode: "possible",
    why: "modelyard cannot read it to its end: save the model as JSON or UBJSON.",
    extensions: [".xgb"],
  },
  { name: "catboost", title: "CatBoost", runsCode: "never", why: dataOnly, extensions: [".cbm", ".cb"] },
  // Python objects
  {
    name: "pickle",
    title: "Python pickle",
    runsCode: "always",
    why: "Loading a pickle calls whatever functions it names.",
    extensions: [".pkl", ".pickle", ".dill", ".cloudpickle", ".joblib", ".npy", ".npz", ".statsmodels", ".gz", ".zst"],
  },
  {
    name: "joblib",
    title: "joblib pickle",
    runsCode: "always",
    why: "joblib files are pickles: loading one calls whatever functions it names.",
    extensions: [".joblib", ".pkl", ".pickle", ".gz"],
  },
  {
    name: "pytorch-zip",
    title: "PyTorch checkpoint",
    runsCode: "always",
    why: "Its structure is a pickle: loading it calls whatever functions it names.",
    extensions: [".pt", ".pth", ".ckpt"],
  },
  {
    name: "pytorch-legacy",
    title: "PyTorch checkpoint (before 1.6)",
    runsCode: "always",
    why: "It is a row of pickles: loading it calls whatever functions they name.",
    extensions: [".pt", ".pth", ".ckpt"],
  },
  {
    name: "torchscript",
    title: "TorchScript or exported PyTorch program",
    runsCode: "always",
    why: "It is a program, and parts of it are pickles.",
    extensions: [".pt", ".pth", ".pt2", ".ptl"],
  },
  {
    name: "skops",
    title: "skops",
    runsCode: "never",
    why: "It builds only types that skops itself trusts by default.",
    extensions: [".skops"],
  },
  {
    name: "skops-untrusted",
    title: "skops with types that skops does not trust by default",
    runsCode: "possible",
    why: "The code that loads it must name its types to skops as trusted.",
    extensions: [".skops"],
  },
  // Apple and other exchange formats
  {
    name: "coreml",
    title: "Core ML",
    runsCode: "never",
    why: "Its layers are the runtime's own; custom ones are looked up in the app that loads it.",
    extensions: [".mlmodel"],
  },
  { name: "coreml-weights", title: "Core ML weights", runsCode: "never", why: dataOnly, extensions: [] },
  {
    name: "pmml",
    title: "PMML",
    runsCode: "never",
    why: "It describes a model in XML.",
    extensions: [".pmml", ".xml"],
  },
  {
    name: "r-data",
    title: "R object",
    runsCode: "always",
    why: "R objects can hold functions, and values that R computes when they are first looked at.",
    extensions: [".rds", ".rda", ".rdata"],
  },
  // MLflow directories
  {
    name: "mlflow-model",
    title: "MLmodel",
    runsCode: "never",
    why: "It describes a model directory and names only MLflow's own loaders.",
    extensions: [],
  },
  {
    name: "mlflow-code",
    title: "MLmodel with code",
    runsCode: "always",
    why: "It tells MLflow to import code that lies beside it.",
    extensions: [],
  },
  // Code
  {
    name: "source-code",
    title: "source code",
    runsCode: "always",
    why: "It is code.",
    extensions: (
      ".py .pyi .pyx .pyw .ipy .sh .bash .zsh .fish .ksh .csh .js .mjs .cjs .jsx .ts .mts .cts .tsx .r .rmd .rprofile " +
      ".jl .lua .ps1 .psm1 .bat .cmd .vbs .rb .pl .php .go .rs .c .cc .cpp .cu .h .hpp .java .kt .scala .swift .mk .awk " +
      ".bashrc .zshrc .profile .envrc"
    ).split(" "),
  },
  {
    name: "executable",
    title: "program or library",
    runsCode: "always",
    why: "It is machine code.",
    extensions: [".so", ".dll", ".dylib", ".exe", ".pyd", ".pyc"],
  },
  // Data and text
  { name: "parquet", title: "Parquet", runsCode: "never", why: dataOnly, extensions: [".parquet"] },
  { name: "arrow", title: "Arrow", runsCode: "never", why: dataOnly, extensions: [".arrow", ".feather", ".ipc"] },
  {
    name: "arrow-pickle",
    title: "Arrow or Parquet with a pickled type",
    runsCode: "always",
    why: "A type of its columns is loaded with pickle: by pyarrow before 14.0.1, or by Ray.",
    extensions: [".arrow", ".feather", ".ipc", ".parquet"],
  },
  {
    name: "json",
    title: "JSON",
    runsCode: "never",
    why: dataOnly,
    extensions: [".json", ".jsonl", ".ndjson", ".ipynb"],
  },
  { name: "yaml", title: "YAML", runsCode: "never", why: dataOnly, extensions: [".yaml", ".yml"] },
  {
    name: "jsonpickle",
    title: "JSON that names Python objects",
    runsCode: "always",
    why: "jsonpickle calls whatever functions its keys name.",
    extensions: [".json"],
  },
  {
    name: "yaml-python",
    title: "YAML that names Python objects",
    runsCode: "always",
    why: "A loader that is not a safe one calls whatever functions its tags name.",
    extensions: [".yaml", ".yml"],
  },
  { name: "toml", title: "TOML", runsCode: "never", why: dataOnly, extensions: [".toml"] },
  { name: "csv", title: "CSV", runsCode: "never", why: dataOnly, extensions: [".csv", ".tsv"] },
  {
    name: "text",
    title: "text",
    runsCode: "never",
    why: dataOnly,
    extensions: [".txt", ".md", ".log", ".vocab", ".xml"],
  },
  {
    name: "other-text",
    title: "text in another encoding",
    runsCode: "possible",
    why: "It is not UTF-8, so what it says to its reader was not checked: save it as UTF-8.",
    extensions: [],
  },
  {
    name: "html",
    title: "HTML or SVG",
    runsCode: "possible",
    why: "A browser runs the scripts in it.",
    extensions: [".html", ".htm", ".xhtml", ".svg"],
  },
  {
    name: "sentencepiece",
    title: "SentencePiece vocabulary",
    runsCode: "never",
    why: dataOnly,
    extensions: [".spm", ".bpe"],
  },
  { name: "png", title: "PNG image", runsCode: "never", why: dataOnly, extensions: [".png"] },
  { name: "jpeg", title: "JPEG image", runsCode: "never", why: dataOnly, extensions: [".jpg", ".jpeg"] },
  // Wrappings
  { name: "zip", title: "zip archive", runsCode: "possible", why: wrapping, extensions: [".zip", ".mar", ".whl"] },
  { name: "tar", title: "tar archive", runsCode: "possible", why: wrapping, extensions: [".tar", ".nemo"] },
  { name: "7z", title: "7-Zip archive", runsCode: "possible", why: wrapping, extensions: [".7z"] },
  { name: "rar", title: "RAR archive", runsCode: "possible", why: wrapping, extensions: [".rar"] },
  { name: "gzip", title: "gzip", runsCode: "possible", why: compressed, extensions: [".gz", ".tgz"] },
  { name: "zlib", title: "zlib stream", runsCode: "possible", why: compressed, extensions: [] },
  { name: "zstd", title: "Zstandard", runsCode: "possible", why: compressed, extensions: [".zst"] },
  { name: "bzip2", title: "compressed with bzip2", runsCode: "possible", why: sealed, extensions: [".bz2"] },
  { name: "xz", title: "compressed with xz", runsCode: "possible", why: sealed, extensions: [".xz"] },
  { name: "lzma", title: "compressed with LZMA", runsCode: "possible", why: sealed, extensions: [".lzma"] },
  { name: "lz4", title: "compressed with LZ4", runsCode: "possible", why: sealed, extensions: [".lz4"] },
  {
    name: "unknown",
    title: "unknown format",
    runsCode: "possible",
    why: "modelyard could not read it to its end as a format that it knows, so nobody knows what loading it does: `modelyard draft` says where it stops.",
    extensions: [],
  },
] as const satisfies readonly Format[];

/** The closed list of names that `artifacts[].format` may have. */
export type FormatName = (typeof table)[number]["name"];

/** Every format that modelyard knows, in the order in which they are documented. */
export const formats: readonly (Format & { readonly name: FormatName })[] = table;

/**
 * The format of that name, or undefined when modelyard does not know the name.
 *
 * @example findFormat("safetensors")?.runsCode // "never"
 */
export function findFormat(name: string): (Format & { readonly name: FormatName }) | undefined {
  return formats.find((format) => format.name === name);
}

/**
 * The format that a misspelt name was most likely meant to be.
 *
 * @example closestFormat("joblb") // "joblib"
 */
export function closestFormat(name: string): string | undefined {
  return closest(
    name,
    formats.map((format) => format.name),
  );
}

/**
 * Whether a file of this format can run code when it is loaded. A name that modelyard does not know is not known to be
 * safe, so it counts as running code; so does a version file without a format.
 *
 * @example formatRunsCode("safetensors") // false
 * @example formatRunsCode("pickle") // true
 * @example formatRunsCode("safetensor") // true: no such format
 */
export function formatRunsCode(name: string | undefined): boolean {
  return name === undefined || findFormat(name)?.runsCode !== "never";
}

const LEAST_CODE_FIRST: readonly CodeOnLoad[] = ["never", "possible", "always"];

/**
 * Whether loading a file of format `found` can do more than one of format `said` promises: it is no such file then, and a
 * policy that allows the one does not mean the other.
 *
 * @example doesMoreThan("pickle", "skops") // true
 * @example doesMoreThan("unknown", "safetensors") // true: nobody knows what loading it does
 * @example doesMoreThan("joblib", "pickle") // false: both call what they name
 */
export function doesMoreThan(found: FormatName, said: string): boolean {
  return codeRank(found) > codeRank(said);
}

function codeRank(name: string): number {
  return LEAST_CODE_FIRST.indexOf(findFormat(name)?.runsCode ?? "always");
}

/**
 * The formats that the end of a file's name promises; empty when it promises none. A loader often chooses by the name,
 * so a file whose bytes are of another format than all of these deserves a question.
 *
 * @example formatsOfPath("model/weights.PT") // ["pytorch-zip", "pytorch-legacy", "torchscript"]
 */
export function formatsOfPath(path: string): readonly FormatName[] {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return formats.filter((format) => format.extensions.some((end) => name.endsWith(end))).map((format) => format.name);
}
