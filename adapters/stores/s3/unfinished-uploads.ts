import type { Bucket } from "./bucket.ts";

/** A part that the server holds of an upload that is not finished. */
export interface UploadedPart {
  readonly sizeBytes: number;
  readonly etag: string | undefined;
  /** SHA-256 in base64; undefined where the server keeps none. */
  readonly checksum: string | undefined;
}

export interface OpenUpload {
  readonly id: string;
  readonly parts: ReadonlyMap<number, UploadedPart>;
}

/** The newest upload of this key that was begun and not finished, with the parts that have arrived. */
export async function findUpload(bucket: Bucket, key: string): Promise<OpenUpload | undefined> {
  const answer = await bucket.send(
    { what: `look for unfinished uploads of ${key}`, permission: "s3:ListBucketMultipartUploads" },
    ({ sdk, client }) => client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket.place.bucket, Prefix: key })),
  );
  const own = (answer.Uploads ?? []).filter(
    ({ Key, ChecksumAlgorithm: algorithm }) => Key === key && (algorithm === undefined || algorithm === "SHA256"),
  );
  const newest = own.toSorted((a, b) => Number(b.Initiated ?? 0) - Number(a.Initiated ?? 0))[0]?.UploadId;
  return newest === undefined ? undefined : { id: newest, parts: await partsOf(bucket, key, newest) };
}

async function partsOf(bucket: Bucket, key: string, id: string): Promise<ReadonlyMap<number, UploadedPart>> {
  const parts = new Map<number, UploadedPart>();
  const upload = { Bucket: bucket.place.bucket, Key: key, UploadId: id };
  for (let marker: string | undefined; ;) {
    const answer = await bucket.send(
      { what: `list the parts of ${key}`, permission: "s3:ListMultipartUploadParts" },
      ({ sdk, client }) =>
        client.send(new sdk.ListPartsCommand(marker === undefined ? upload : { ...upload, PartNumberMarker: marker })),
    );
    for (const { PartNumber: number, Size: sizeBytes = 0, ETag: etag, ChecksumSHA256: checksum } of answer.Parts ?? [])
      if (number !== undefined) parts.set(number, { sizeBytes, etag, checksum });
    const next = answer.NextPartNumberMarker;
    if (answer.IsTruncated !== true || next === undefined || next === marker) return parts;
    marker = next;
  }
}

export async function startUpload(bucket: Bucket, key: string): Promise<OpenUpload> {
  const answer = await bucket.send({ what: `store ${key}`, permission: "s3:PutObject" }, ({ sdk, client }) =>
    client.send(
      new sdk.CreateMultipartUploadCommand({
        Bucket: bucket.place.bucket,
        Key: key,
        ContentType: "application/octet-stream",
        ChecksumAlgorithm: "SHA256",
      }),
    ),
  );
  return { id: answer.UploadId ?? "", parts: new Map() };
}

/** Removes an upload that leads nowhere. What cannot be removed costs a little until the bucket's own rules remove it. */
export async function abandonUpload(bucket: Bucket, key: string, { id }: OpenUpload): Promise<void> {
  await bucket
    .once(({ sdk, client }) =>
      client.send(new sdk.AbortMultipartUploadCommand({ Bucket: bucket.place.bucket, Key: key, UploadId: id })),
    )
    .catch(() => {});
}
