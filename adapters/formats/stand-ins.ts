import type { RandomAccessFile } from "./bytes/random-access-file.ts";

/** What lies in a model file's place without being it, and how to get the file itself. */
export interface StandIn {
  /** In one clause: "it is a Git LFS pointer". */
  readonly what: string;
  readonly hint: string;
}

/** A pointer is never longer; nor is more of an error page looked at. */
const MAX_HEAD_BYTES = 1024;

const LFS_POINTER: StandIn = {
  what: "it is a Git LFS pointer, not the file that it points at",
  hint: "Fetch the file with git lfs pull, then draft again.",
};

const DVC_POINTER: StandIn = {
  what: "it is a DVC pointer, not the file that it points at",
  hint: "Fetch the file with dvc pull and name it, without .dvc; or draft with --from-dvc.",
};

const ERROR_PAGE: StandIn = {
  what: "it is an HTML page, most often what a server answers in the place of a download",
  hint: "Open it to see what the server said, download the model again, then draft again.",
};

const EMPTY: StandIn = {
  what: "it is empty",
  hint: "Write the model again: most often a training or a copy was stopped. Then draft again.",
};

/**
 * Whether a file stands in for the model that somebody meant to draft. Among the files of a model's folder some may be
 * empty, such as `__init__.py`, and pages may be pages.
 *
 * @param isModelItself whether it was named as the model, or is all that the version has
 *
 * @see https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 * @example await findStandIn(memoryFile("model.onnx", new Uint8Array()), true) // { what: "it is empty", … }
 */
export async function findStandIn(file: RandomAccessFile, isModelItself: boolean): Promise<StandIn | undefined> {
  if (file.sizeBytes === 0) return isModelItself ? EMPTY : undefined;
  const head = new TextDecoder("latin1").decode(await file.read(0, MAX_HEAD_BYTES));
  const isShort = file.sizeBytes <= MAX_HEAD_BYTES;
  if (isShort && /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\//.test(head))
    return LFS_POINTER;
  if (isModelItself && /\.dvc$/i.test(file.path) && /^(?:outs|deps|md5|frozen|wdir)\s*:/m.test(head))
    return DVC_POINTER;
  const isPage = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)[\s>]/i.test(head);
  return isPage && isModelItself ? ERROR_PAGE : undefined;
}
