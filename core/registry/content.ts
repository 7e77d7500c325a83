import { validate as modelVersion } from "../../schemas/generated/validators/model-version.js";
import { validate as stage } from "../../schemas/generated/validators/stage.js";
import { validate as status } from "../../schemas/generated/validators/status.js";
import type { RegistryFileByKind } from "../../schemas/generated/types.ts";
import type { Identity, Kind } from "./names/paths.ts";
import { readFastYaml } from "../yaml/fast-reader.ts";
import { decodeText } from "../yaml/source-text.ts";
import { MAX_FILE_BYTES } from "../tree/tree.ts";

/** What resolving a reference reads. */
const QUICK_KINDS: Partial<Record<Kind, typeof stage>> = { stage, status, "model-version": modelVersion };

/** What the file of an identity holds. */
export type ContentOf<I extends Identity> = RegistryFileByKind[I["kind"]];

/**
 * The content of one registry file when it is whole: readable, and of its kind's schema. What resolving a reference needs,
 * written as modelyard writes it, is read with little code and so at once; for all else the full reader is loaded.
 *
 * @returns undefined where the file cannot be used; `validate` says why
 */
export async function readContent<I extends Identity>(
  identity: I,
  { path, bytes }: { readonly path: string; readonly bytes: Uint8Array },
): Promise<ContentOf<I> | undefined> {
  const fast = await readFast(identity, bytes);
  // The schema check is what makes this type true, here as below.
  if (fast !== undefined) return fast as ContentOf<I>;
  const { contentOf, readRegistryFile } = await import("./file.ts");
  const kind: I["kind"] = identity.kind;
  return contentOf(readRegistryFile({ path, blobId: "" }, identity, bytes), kind);
}

async function readFast({ kind }: Identity, bytes: Uint8Array): Promise<unknown> {
  const text = bytes.length > MAX_FILE_BYTES ? undefined : decodeText(bytes);
  const value = text === undefined ? undefined : readFastYaml(text);
  if (value === undefined) return undefined;
  const fits = QUICK_KINDS[kind]?.(value) ?? (await import("./shape.ts")).checkShape(kind, value).length === 0;
  return fits ? value : undefined;
}
