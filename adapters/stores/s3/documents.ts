import { OutsideError } from "../../../core/errors.ts";
import { CHECKSUMS_FILE, VERSION_FILE } from "../../../core/registry/names/artifact-path.ts";
import { checksumsOf } from "../../../core/store/checksums.ts";
import type { Seal, VersionName } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import { sha256OfBytes } from "../../files/hash.ts";
import type { Bucket } from "./bucket.ts";
import { toBase64 } from "../verified-chunks.ts";

/** The last object written of a version: what it seals, so that a later change of the registry is noticed. */
const SEAL_FILE = "sealed.json";

/** What `sealed.json` says, as far as it is read back. */
export interface SealText {
  readonly versionFileSha256: string;
  /** By digest, the ETag of each object whose bytes were verified. */
  readonly etags: ReadonlyMap<string, string>;
}

const folderOf = ({ model, version }: VersionName) => `versions/${model}/${version}`;

/**
 * Writes what lies beside a version's artifacts, the seal last.
 *
 * @param etags by digest, the ETags of the verified objects
 * @throws OutsideError `already-published` where the version is sealed with another version file
 */
export async function writeDocuments(
  bucket: Bucket,
  version: VersionName,
  artifacts: readonly Artifact[],
  seal: Seal,
  etags: ReadonlyMap<string, string>,
): Promise<void> {
  const sealed = await readSeal(bucket, version);
  if (sealed !== undefined) return expectSame(sealed, version, seal);
  const folder = folderOf(version);
  await createSame(bucket, bucket.key(`${folder}/${VERSION_FILE}`), seal.versionFile);
  await createSame(bucket, bucket.key(`${folder}/${CHECKSUMS_FILE}`), Buffer.from(checksumsOf(artifacts)));
  const bytes = Buffer.from(sealText(version, artifacts, seal, etags));
  const outcome = await bucket.create(bucket.key(`${folder}/${SEAL_FILE}`), bytes, toBase64(sha256OfBytes(bytes)));
  // Two runs at once seal the same; whoever comes second looks at what the first one wrote.
  const other = outcome === "taken" ? await readSeal(bucket, version) : undefined;
  if (other !== undefined) expectSame(other, version, seal);
}

/** Those of the texts beside a version's artifacts that are not as they were sealed. */
export async function damagedDocuments(
  bucket: Bucket,
  version: VersionName,
  artifacts: readonly Artifact[],
  versionFileSha256: string,
): Promise<readonly string[]> {
  const expected = [
    [VERSION_FILE, versionFileSha256],
    [CHECKSUMS_FILE, sha256OfBytes(checksumsOf(artifacts))],
  ] as const;
  const damaged: string[] = [];
  for (const [name, sha256] of expected) {
    const bytes = await bucket.text(bucket.key(`${folderOf(version)}/${name}`));
    if (bytes === undefined || sha256OfBytes(bytes) !== sha256) damaged.push(name);
  }
  return damaged;
}

/** Writes them anew where they are not. */
export async function repairDocuments(
  bucket: Bucket,
  version: VersionName,
  artifacts: readonly Artifact[],
  { versionFile }: Seal,
): Promise<void> {
  for (const name of await damagedDocuments(bucket, version, artifacts, sha256OfBytes(versionFile))) {
    const bytes = name === VERSION_FILE ? versionFile : Buffer.from(checksumsOf(artifacts));
    await bucket.replace(bucket.key(`${folderOf(version)}/${name}`), bytes, toBase64(sha256OfBytes(bytes)));
  }
}

/** Writes an object, or finds it there with the same bytes. */
async function createSame(bucket: Bucket, key: string, bytes: Uint8Array): Promise<void> {
  if ((await bucket.create(key, bytes, toBase64(sha256OfBytes(bytes)))) === "created") return;
  if ((await bucket.text(key))?.equals(bytes) === true) return;
  throw new OutsideError({
    code: "store-damaged",
    message: `${key} in ${bucket.name} is there with other content than the version's`,
    hint: "It is of an earlier attempt to publish the version, which was never finished. Remove that object and publish again.",
  });
}

function expectSame(sealed: SealText, { model, version }: VersionName, seal: Seal): void {
  if (sealed.versionFileSha256 === sha256OfBytes(seal.versionFile)) return;
  throw new OutsideError({
    code: "already-published",
    message: `${model} ${version} is published already, with another version file`,
    hint: "A published version never changes: draft the next one.",
  });
}

function sealText(
  { model, version }: VersionName,
  artifacts: readonly Artifact[],
  seal: Seal,
  etags: ReadonlyMap<string, string>,
): string {
  const content = {
    model,
    version,
    version_file_sha256: sha256OfBytes(seal.versionFile),
    artifacts: artifacts.map(({ path, size, sha256 }) => ({ path, size, sha256, etag: etags.get(sha256) })),
    ...(seal.commit === undefined ? {} : { commit: seal.commit }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** What seals a version; undefined where it is not sealed. */
export async function readSeal(bucket: Bucket, version: VersionName): Promise<SealText | undefined> {
  const key = bucket.key(`${folderOf(version)}/${SEAL_FILE}`);
  const bytes = await bucket.text(key);
  if (bytes === undefined) return undefined;
  const content = parsed(bytes);
  if (content !== undefined) return content;
  throw new OutsideError({
    code: "store-damaged",
    message: `${key} in ${bucket.name} cannot be read as a seal`,
    hint: "Remove that one object and run modelyard publish: it checks every artifact and seals the version again.",
  });
}

function parsed(bytes: Buffer): SealText | undefined {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isRecord(content) || typeof content["version_file_sha256"] !== "string") return undefined;
  const listed: readonly unknown[] = Array.isArray(content["artifacts"]) ? content["artifacts"] : [];
  const etags = listed.flatMap((each): [string, string][] =>
    isRecord(each) && typeof each["sha256"] === "string" && typeof each["etag"] === "string"
      ? [[each["sha256"], each["etag"]]]
      : [],
  );
  return { versionFileSha256: content["version_file_sha256"], etags: new Map(etags) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
