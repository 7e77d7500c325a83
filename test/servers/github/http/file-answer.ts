import type { Answer } from "./call.ts";

interface ServedFile {
  readonly file: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly name: string;
  readonly etag: string;
}

/** A file, or the part of it that one `Range: bytes=…` asks for (206; 416 when it lies outside). */
export function fileAnswer(served: ServedFile, range: string | undefined): Answer {
  const { file, sizeBytes } = served;
  const headers = {
    "content-type": served.contentType,
    "content-disposition": `attachment; filename=${served.name}`,
    "accept-ranges": "bytes",
    etag: served.etag,
  };
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) {
    return { kind: "file", status: 200, slice: { file, start: 0, end: sizeBytes - 1 }, headers };
  }
  const [, from = "", to = ""] = match;
  const start = from === "" ? Math.max(sizeBytes - Number(to), 0) : Number(from);
  const end = from === "" || to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (start > end) {
    return { kind: "empty", status: 416, headers: { ...headers, "content-range": `bytes */${sizeBytes}` } };
  }
  const part = { ...headers, "content-range": `bytes ${start}-${end}/${sizeBytes}` };
  return { kind: "file", status: 206, slice: { file, start, end }, headers: part };
}
