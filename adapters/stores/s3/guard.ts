import { OutsideError } from "../../../core/errors.ts";
import { sha256OfBytes } from "../../files/hash.ts";
import type { Bucket } from "./bucket.ts";
import { statusOf } from "./errors.ts";
import { toBase64 } from "../verified-chunks.ts";

/** An object that is there in every store of ours. Writing it a second time must fail. */
const MARKER_FILE = "modelyard-store.json";
const MARKER = Buffer.from('{"store": "modelyard", "layout": 1}\n');

/**
 * Makes sure that the server obeys `If-None-Match: *` and keeps an object that is there: some refuse that, and some
 * take no notice and overwrite.
 *
 * @throws OutsideError `store-overwrites`
 */
export async function expectNothingOverwritten(bucket: Bucket): Promise<void> {
  const write = () => bucket.create(bucket.key(MARKER_FILE), MARKER, toBase64(sha256OfBytes(MARKER)));
  try {
    if ((await write()) === "taken" || (await write()) === "taken") return;
  } catch (error) {
    if (!(error instanceof OutsideError) || statusOf(error.cause) !== 501) throw error;
    throw overwrites(bucket, "refuses conditional writes", error);
  }
  throw overwrites(bucket, "overwrites objects although the request says `If-None-Match: *`");
}

function overwrites(bucket: Bucket, what: string, cause?: OutsideError): OutsideError {
  return new OutsideError({
    code: "store-overwrites",
    message: `The server of ${bucket.name} ${what} (If-None-Match: *), so nothing would keep a model from being overwritten`,
    hint: "No model was written. Use a newer release of the server, or another store: github-releases, a folder, or Amazon S3, Cloudflare R2 or another server that has conditional writes.",
    cause,
  });
}
