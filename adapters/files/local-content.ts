import type { Content } from "../../core/store/store.ts";
import { readChunks } from "./hash.ts";

/** A local file as bytes to be stored. */
export function localContent(file: string): Content {
  return { file, open: (offsetBytes) => readChunks(file, offsetBytes) };
}
