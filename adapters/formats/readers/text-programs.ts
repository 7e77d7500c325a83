import { TextDecoder } from "node:util";
import type { FormatName } from "../../../core/formats/catalogue.ts";
import type { Problems } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

/** Held in memory at once. */
const partBytes = 1024 * 1024;
/** Of what was read before, so that a word which lies across two parts is seen; no pattern here is longer. */
const carriedChars = 8 * 1024;

/** What a text says to some program. */
interface Saying {
  /** Where in the text such a word means something. */
  readonly in: (text: TextKind) => boolean;
  readonly pattern: RegExp;
  /** `runs`: the file's own library runs it when it loads the file; `noted`: only when somebody asks for it. */
  readonly effect: "runs" | "noted";
  readonly message: string;
}

interface TextKind {
  readonly format: FormatName;
  readonly path: string;
  /** It starts as a message of protocol buffers that is written as text. */
  readonly isGraph: boolean;
  readonly isXml: boolean;
}

const isYaml = ({ format }: TextKind): boolean => format === "yaml" || format === "mlflow-model";
const isJson = ({ format }: TextKind): boolean => format === "json" || format === "xgboost-json";
const isData = (kind: TextKind): boolean => isJson(kind) || isYaml(kind) || kind.format === "toml";
/** Prose may show such a line as an example. */
const isPlain = ({ format, path }: TextKind): boolean => format === "text" && !/\.(md|markdown|rst)$/i.test(path);

const isGraphText = ({ isGraph, path, format }: TextKind): boolean =>
  format === "text" && (isGraph || /\.(pbtxt|prototxt|textproto|txtpb)$/i.test(path));

const targets = "It names what Hydra calls (_target_): whoever instantiates it runs that.";
const lambdas = "It holds Lambda layers: loading it with Keras runs the Python code in them.";
const graphs = "It is a graph of TensorFlow's, whose operators can run Python and reach files.";

const sayings: readonly Saying[] = [
  // https://hydra.cc/docs/advanced/instantiate_objects/overview/: called with the arguments beside it.
  { in: isJson, pattern: /"_target_"\s*:\s*["[{]/, effect: "runs", message: targets },
  // In YAML a key may be quoted, tagged, anchored, or stand for itself on a line; nothing else is called so.
  { in: isYaml, pattern: /(?<![\w.$/-])_target_(?![\w.$/-])/, effect: "runs", message: targets },
  {
    in: (kind) => isPlain(kind) || kind.format === "toml",
    // As YAML, TOML or JSON that goes by another name: alone on a line, in a map on one line, or behind a "?".
    pattern: /(?<![\w.$/-])_target_["']?\s*[:=]|\?\s*["']?_target_(?![\w.$/-])/,
    effect: "runs",
    message: targets,
  },
  // https://keras.io/api/models/model_saving_apis/: the code lies in the layer's configuration.
  { in: isJson, pattern: /"class_name"\s*:\s*"(?:Lambda|__lambda__)"/, effect: "runs", message: lambdas },
  // In YAML the word may be tagged, anchored, an alias of one that is, or a block of its own.
  {
    in: isYaml,
    pattern:
      /\bclass_name["']?\s*:\s*(?:[!&]\S{0,64}\s+|[>|][-+\d]{0,3}\s+){0,4}["']?(?:Lambda|__lambda__)\b|&\S{1,64}\s+["']?(?:Lambda|__lambda__)\b/,
    effect: "runs",
    message: lambdas,
  },
  // transformers imports it only for those who pass trust_remote_code=True.
  {
    in: isData,
    pattern: /["']?\bauto_map["']?\s*:/,
    effect: "noted",
    message: "It names Python code of its own (auto_map), which transformers runs for those who trust remote code.",
  },
  // transformers, vLLM and llama-cpp-python from 0.2.72 on render them in jinja2's ImmutableSandboxedEnvironment, and not
  // before somebody sends a prompt.
  {
    in: isData,
    pattern:
      /\bchat_template\w{0,64}["']?\s*:\s*["'[{|>]|template\w{0,64}["']?\s*:[^\n]{0,128}?\{[{%#]|\{%-?\s{0,8}(?:if|for|set|macro|call|include|import|from|extends)\b/,
    effect: "noted",
    message: "It holds Jinja templates, which are programs: what renders them must be a sandbox.",
  },
  // https://www.tensorflow.org/api_docs/python/tf/io/read_file and its kin; comments may lie between all words.
  {
    in: isGraphText,
    pattern: /\b(?:node|node_def)\s*(?::\s*)?(?:\[\s*)?[{<]/,
    effect: "runs",
    message: graphs,
  },
  // Whatever field stands first, and whatever the file is called.
  {
    in: (kind) => isPlain(kind) && !isGraphText(kind),
    pattern: /\b(?:node|node_def)\s*(?::\s*)?(?:\[\s*)?\{/,
    effect: "runs",
    message: graphs,
  },
  {
    in: ({ format }) => format === "text",
    pattern: /\bpython_param\s*(?::\s*)?[{<]/,
    effect: "runs",
    message: "It has layers that are Python modules, which Caffe imports.",
  },
  // An XML reader that follows them opens files and addresses, or grows one entity to gigabytes.
  {
    in: ({ isXml, format }) => isXml && format !== "pmml",
    pattern: /<!(?:DOCTYPE|ENTITY)\b/i,
    effect: "runs",
    message: "It has a document type or entities of its own, by which XML readers may be led to other files.",
  },
  {
    in: ({ isXml, format }) => isXml && format !== "pmml",
    pattern: /\slibrary\s*=\s*["']/i,
    effect: "runs",
    message: "Its layers name a library of machine code, which is loaded with it.",
  },
  {
    in: ({ isXml }) => isXml,
    pattern: /^\ufeff?\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["'](?!utf-?8|us-ascii|ascii|iso-8859-|windows-125)/i,
    effect: "runs",
    message: "It says that it is in another encoding, in which it may say something else.",
  },
];

const escape = /\\(?:\\|u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{2})|([0-3][0-7]{2})|\r?\n[ \t]*|(\/))/gi;
/** Signs that, once they are unescaped, would end a string: they stay marked. */
const isSign = (character: string): boolean => character === '"' || character === "\\" || character === "'";

/** The text with each letter as itself, escaped or not, and blanks and broken lines in one form. */
function plain(text: string): string {
  const unescaped = text.includes("\\")
    ? text.replace(escape, (written, u?: string, long?: string, x?: string, octal?: string, slash?: string) => {
        if (written === "\\\\") return written;
        if (slash !== undefined) return slash;
        const hex = u ?? long ?? x;
        if (hex === undefined && octal === undefined) return "";
        const code = octal === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(octal, 8);
        const character = code > 0x10_ffff ? "\ufffd" : String.fromCodePoint(code);
        return isSign(character) ? `\\${character}` : character;
      })
    : text;
  return unescaped.replace(/[ \t\r]{2,}/g, " ").replace(/\n\s*\n/g, "\n");
}

/** Comments may stand between any two words of a graph; what looks like one may also be inside of a text. */
const withoutComments = (text: string): string => text.replace(/#[^\n]*/g, "");

async function kindOf(file: RandomAccessFile, format: FormatName): Promise<TextKind> {
  const start = new TextDecoder().decode(await file.read(0, 64 * 1024)).replace(/^\ufeff/, "");
  const first = /^(?:\s|#[^\n]*\n)*([^\s#]{1,64})/.exec(start)?.[1] ?? "";
  const graphFields =
    /^(?:node|node_def|library|versions|meta_graphs|meta_info_def|graph_def|saver_def|collection_def|signature_def|asset_file_def|object_graph_def|debug_info|version|saved_model_schema_version)[:{<]?/;
  return {
    format,
    path: file.path,
    isGraph: graphFields.test(first),
    isXml: first.startsWith("<") && (format === "text" || format === "pmml"),
  };
}

/**
 * Looks through all of a text for programs that it brings or names, in the words of the libraries that run them. What runs
 * when the file's own library loads it refuses the file; what runs only for who asks for it is noted.
 */
export async function reportPrograms(file: RandomAccessFile, format: FormatName, problems: Problems): Promise<void> {
  const kind = await kindOf(file, format);
  const open = new Set(sayings.filter((saying) => saying.in(kind)));
  const decoder = new TextDecoder();
  let carried = "";
  for (let offset = 0; offset < file.sizeBytes && open.size > 0; offset += partBytes) {
    const bytes = await file.read(offset, Math.min(partBytes, file.sizeBytes - offset));
    const text = plain(carried + decoder.decode(bytes, { stream: true }));
    const uncommented = format === "text" ? withoutComments(text) : text;
    for (const saying of open) {
      if (!saying.pattern.test(text) && !saying.pattern.test(uncommented)) continue;
      open.delete(saying);
      if (saying.effect === "runs") problems.refuse(saying.message);
      else problems.add(saying.message);
    }
    carried = text.slice(-carriedChars);
  }
}
