import type { RegistrySettings } from "../../schemas/generated/types.ts";

/**
 * A store as people write it on a command line.
 *
 * @returns undefined where the text names none
 * @example parseStoreAddress("s3://acme/models") // {type: "s3", bucket: "acme", prefix: "models"}
 */
export function parseStoreAddress(text: string): RegistrySettings["artifacts"]["store"] | undefined {
  if (text === "github-releases") return text;
  const path = text.startsWith("file:") ? text.slice("file:".length) : "";
  if (path !== "") return { type: "file", path };
  const [, bucket, prefix = ""] = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]+)(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket === undefined) return undefined;
  return { type: "s3", bucket, ...(prefix !== "" && { prefix }) };
}
