import { type FormatName, findFormat, formatRunsCode, formatsOfPath } from "../../../core/formats/catalogue.ts";
import { listing } from "../../../core/text/listing.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { refuseOpenEnd } from "./whole-file.ts";
import { scanText } from "./scan-text.ts";

/** Formats that are text to their last byte. */
const textFormats: ReadonlySet<FormatName> = new Set([
  "json",
  "yaml",
  "toml",
  "csv",
  "text",
  "lightgbm",
  "xgboost-json",
  "pmml",
  "mlflow-model",
]);

/** Among these, a name says how a text is meant and not what it is. */
const plainTexts: ReadonlySet<FormatName> = new Set(["yaml", "toml", "csv", "text", "lightgbm"]);
const jsonFormats: ReadonlySet<FormatName> = new Set(["json", "xgboost-json"]);

const joblibCompressions: ReadonlySet<FormatName> = new Set(["bzip2", "xz", "lzma", "lz4"]);

/** Why a file of this format breaks what its name promises; undefined when it keeps it, or the name promises nothing. */
export function brokenPromise(path: string, format: FormatName): string | undefined {
  const promised = formatsOfPath(path);
  if (promised.length === 0 || promised.includes(format)) return undefined;
  // JSON is a text too, and YAML; no other text is JSON.
  const isText = plainTexts.has(format) || jsonFormats.has(format);
  if (isText && promised.some((name) => plainTexts.has(name))) return undefined;
  // joblib compresses without another name.
  if (joblibCompressions.has(format) && promised.includes("joblib")) return undefined;
  // Special kinds of a text have its name, and it is the plain kind that the name speaks of.
  const plain = promised.filter((name) => name === "json" || name === "yaml" || name === "text");
  const named = plain.length > 0 ? plain : promised;
  // `skops-untrusted` is a kind of skops, of which a name says nothing.
  const kinds = named.filter((name) => !named.some((other) => name.startsWith(`${other}-`)));
  const titles = kinds.map((name) => findFormat(name)?.title ?? name);
  return `Its name promises ${listing(titles, "or")}, but its content is ${findFormat(format)?.title ?? format}.`;
}

const promises = (file: RandomAccessFile, format: FormatName): boolean => formatsOfPath(file.path).includes(format);

async function confirmText(file: RandomAccessFile, guess: FormatName, problems: Problems): Promise<FormatName> {
  const scan = await scanText(file, { yaml: promises(file, "yaml"), xml: guess === "pmml" });
  if (scan.encoding === "other") return "other-text";
  if (scan.problem !== undefined) {
    problems.refuse(scan.problem);
    return "unknown";
  }
  if (scan.calling !== undefined) return scan.calling;
  if (scan.ownTag !== undefined && guess !== "json") {
    problems.refuse(`It has the tag ${quote(scan.ownTag)}, and what a YAML loader makes of it is not known.`);
  }
  if (guess === "pmml" && !scan.isXml) problems.refuse("It is no XML document to its end.");
  if (guess === "xgboost-json" && scan.json !== "document") problems.refuse("It is not valid JSON.");
  const isLines = /\.(jsonl|ndjson)$/i.test(file.path);
  const isJson =
    scan.json === "document" ||
    (scan.json === "scalar" && promises(file, "json")) ||
    (isLines && scan.json === "lines");
  return guess === "json" && !isJson ? "text" : guess === "text" && isJson ? "json" : guess;
}

/**
 * What a file is whose start is that of a harmless format: that format, if all of it is; what else it turns out to be;
 * or `unknown`, with a refusal among the problems that says why.
 */
export async function confirmFormat(
  file: RandomAccessFile,
  guess: FormatName,
  problems: Problems,
): Promise<FormatName> {
  const format = textFormats.has(guess) ? await confirmText(file, guess, problems) : guess;
  if (formatRunsCode(format)) return format;
  // An empty file is whatever text its name says.
  const broken =
    file.sizeBytes === 0 && formatsOfPath(file.path).some((name) => plainTexts.has(name) || name === "json")
      ? undefined
      : brokenPromise(file.path, format);
  if (broken !== undefined) problems.refuse(broken);
  else await problems.attempt(() => refuseOpenEnd(file, format, problems));
  return problems.refusal === undefined ? format : "unknown";
}
