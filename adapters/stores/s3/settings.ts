import type { RegistrySettings } from "../../../schemas/generated/types.ts";
import { withoutAround } from "../../../core/text/trailing.ts";

/** What registry.yaml says of an s3 store. */
export type S3Settings = Extract<RegistrySettings["artifacts"]["store"], { type: "s3" }>;

/** Where the bucket is and how it is addressed, from the settings and from the environment where they say nothing. */
export interface S3Place {
  readonly bucket: string;
  /** What every key begins with: empty, or with a slash at its end. */
  readonly prefix: string;
  /** Undefined: what the profile says. */
  readonly region: string | undefined;
  /** Undefined: Amazon's, or what the profile says. */
  readonly endpoint: string | undefined;
  /** Whether the bucket's name stands in the path, instead of before the host name. */
  readonly inPath: boolean;
}

/** Servers that are not Amazon's want a region in the signature and mostly take any. */
const ANY_REGION = "us-east-1";

/**
 * registry.yaml goes before the environment: variables that were set for another bucket must not lead elsewhere.
 * The variables are those of Amazon's own tools (AWS SDKs and Tools Reference Guide, "Environment variables").
 */
export function placeOf(
  { bucket, prefix = "", region, endpoint, addressing }: S3Settings,
  environment: Readonly<Record<string, string | undefined>>,
): S3Place {
  const given = (...names: readonly string[]) => names.map((name) => environment[name]).find(Boolean);
  const folder = withoutAround(prefix, "/");
  const ignored = given("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") === "true";
  const address = endpoint ?? (ignored ? undefined : given("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"));
  return {
    bucket,
    prefix: folder === "" ? "" : `${folder}/`,
    region: region ?? given("AWS_REGION", "AWS_DEFAULT_REGION") ?? (address === undefined ? undefined : ANY_REGION),
    endpoint: address,
    inPath: addressing === undefined ? address !== undefined : addressing === "path",
  };
}
