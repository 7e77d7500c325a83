import type { Readable } from "node:stream";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { type RetrySettings, backoffMs, wait } from "../../http/retries.ts";
import { type ConnectOptions, type Connection, connect } from "./connect.ts";
import { type Attempt, codeOf, explain, isPassing, nameOf, statusOf } from "./errors.ts";
import type { S3Place } from "./settings.ts";

/** What the server says of an object. */
export interface HeldObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string | undefined;
  /**
   * SHA-256 in base64 as the server computed it. Of an object that came in parts it is the digest of the parts'
   * digests, with `-` and how many there are (Amazon S3 User Guide, "Checking object integrity").
   */
  readonly checksum: string | undefined;
}

export interface BucketOptions extends ConnectOptions, RetrySettings {}

const ATTEMPTS = 6;
const FIRST_WAIT_MS = 250;

/** The largest text of ours that is read back. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** One bucket, with the requests that a store needs; everything that fails says what to do. */
export class Bucket {
  readonly place: S3Place;
  readonly options: BucketOptions;
  #connection: Promise<Connection> | undefined;

  constructor(place: S3Place, options: BucketOptions = {}) {
    this.place = place;
    this.options = options;
  }

  /** For people. */
  get name(): string {
    return nameOf(this.place);
  }

  /** How often something is tried before it is given up. */
  get attempts(): number {
    return this.options.attempts ?? ATTEMPTS;
  }

  /** The full key of a path in this store. */
  key(path: string): string {
    return this.place.prefix + path;
  }

  /**
   * Sends one command, again where that may help and nothing is lost by it.
   *
   * @throws OutsideError | InputError as `explain` has them
   */
  async send<Answer>(attempt: Attempt, command: (connection: Connection) => Promise<Answer>): Promise<Answer> {
    return this.try(attempt, () => this.once(command));
  }

  /** Sends one command once. Its errors are the SDK's own. */
  async once<Answer>(command: (connection: Connection) => Promise<Answer>): Promise<Answer> {
    this.#connection ??= connect(this.place, this.options);
    return command(await this.#connection);
  }

  /** Does something again where that may help, and explains what stays wrong. */
  async try<Value>(attempt: Attempt, work: () => Promise<Value>): Promise<Value> {
    try {
      return await this.repeat(work);
    } catch (error) {
      throw this.explain(error, attempt);
    }
  }

  /** Does something again where that may help. Errors come out as they are. */
  async repeat<Value>(work: () => Promise<Value>): Promise<Value> {
    for (let count = 1; ; count++) {
      try {
        return await work();
      } catch (error) {
        if (count >= this.attempts || !isPassing(error)) throw error;
        await this.pause(count);
      }
    }
  }

  explain(error: unknown, attempt: Attempt): unknown {
    return explain(error, attempt, this.place);
  }

  /** What there is under a key; undefined where there is nothing. */
  async head(key: string): Promise<HeldObject | undefined> {
    const place = { Bucket: this.place.bucket, Key: key };
    const attempt = { what: `look for ${key}`, permission: "s3:GetObject" };
    const ask = () =>
      this.once(({ sdk, client }) => client.send(new sdk.HeadObjectCommand({ ...place, ChecksumMode: "ENABLED" })));
    try {
      const answer = await this.repeat(ask).catch(async (error: unknown) => {
        const status = statusOf(error) ?? 0;
        if (status < 300 || status === 404 || status >= 500) throw error;
        // The answer to HEAD has no body, so it cannot say why: one to GET can, and may find that all is well by now.
        await this.#askWhy(place, attempt);
        return ask();
      });
      const { ContentLength: sizeBytes = 0, ETag: etag, ChecksumSHA256: checksum } = answer;
      return { key, sizeBytes, etag, checksum };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw this.explain(error, attempt);
    }
  }

  async #askWhy(place: { readonly Bucket: string; readonly Key: string }, attempt: Attempt): Promise<void> {
    await this.try(attempt, async () => {
      try {
        const answer = await this.once(({ sdk, client }) =>
          client.send(new sdk.GetObjectCommand({ ...place, Range: "bytes=0-0" })),
        );
        (answer.Body as Readable | undefined)?.destroy();
      } catch (error) {
        if (codeOf(error) !== "NoSuchKey") throw error;
      }
    });
  }

  /** Opens an object for reading from `offsetBytes` on. Its errors are the SDK's own. */
  async open(key: string, offsetBytes: number, signal?: AbortSignal): Promise<GetObjectCommandOutput> {
    const range = offsetBytes === 0 ? {} : { Range: `bytes=${offsetBytes}-` };
    return this.once(({ sdk, client }) =>
      client.send(
        new sdk.GetObjectCommand({ Bucket: this.place.bucket, Key: key, ...range }),
        signal === undefined ? {} : { abortSignal: signal },
      ),
    );
  }

  /** A small object's bytes; undefined where there is none. */
  async text(key: string): Promise<Buffer | undefined> {
    const attempt = { what: `read ${key}`, permission: "s3:GetObject" };
    return this.try(attempt, async () => {
      try {
        const { Body: body } = await this.open(key, 0);
        const chunks: Uint8Array[] = [];
        let sizeBytes = 0;
        for await (const chunk of body as Readable) {
          chunks.push(chunk as Uint8Array);
          sizeBytes += (chunk as Uint8Array).length;
          if (sizeBytes > MAX_TEXT_BYTES) throw new Error(`${key} has more than ${MAX_TEXT_BYTES} bytes`);
        }
        return Buffer.concat(chunks);
      } catch (error) {
        if (codeOf(error) === "NoSuchKey") return undefined;
        throw error;
      }
    });
  }

  /**
   * Writes a small object where there is none yet.
   *
   * @returns `taken` where there is one already, which stays as it is
   */
  async create(key: string, bytes: Uint8Array, checksum: string): Promise<"created" | "taken"> {
    return this.try({ what: `write ${key}`, permission: "s3:PutObject" }, async () => {
      try {
        await this.once(({ sdk, client }) =>
          client.send(
            new sdk.PutObjectCommand({
              Bucket: this.place.bucket,
              Key: key,
              Body: bytes,
              ContentLength: bytes.length,
              ContentType: "text/plain; charset=utf-8",
              ChecksumSHA256: checksum,
              IfNoneMatch: "*",
            }),
          ),
        );
        return "created";
      } catch (error) {
        if (isTaken(error)) return "taken";
        throw error;
      }
    });
  }

  /** Writes a small object in the place of whatever is there. */
  async replace(key: string, bytes: Uint8Array, checksum: string): Promise<void> {
    const place = { Bucket: this.place.bucket, Key: key, ContentType: "text/plain; charset=utf-8" };
    await this.send({ what: `write ${key}`, permission: "s3:PutObject" }, ({ sdk, client }) =>
      client.send(
        new sdk.PutObjectCommand({ ...place, Body: bytes, ContentLength: bytes.length, ChecksumSHA256: checksum }),
      ),
    );
  }

  /** Keeps an object under a second key too. */
  async copy({ key, etag }: HeldObject, to: string): Promise<void> {
    const source = `${this.place.bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
    const condition = etag === undefined ? {} : { CopySourceIfMatch: etag };
    await this.send({ what: `copy ${key}`, permission: "s3:PutObject" }, ({ sdk, client }) =>
      client.send(new sdk.CopyObjectCommand({ Bucket: this.place.bucket, Key: to, CopySource: source, ...condition })),
    );
  }

  async pause(count: number): Promise<void> {
    await wait(backoffMs(count, this.options.firstWaitMs ?? FIRST_WAIT_MS));
  }
}

/** What must be so for a write: nothing is there, or still the object of this ETag. */
export function onlyInPlaceOf(
  etag: string | undefined,
): { readonly IfNoneMatch: string } | { readonly IfMatch: string } {
  return etag === undefined ? { IfNoneMatch: "*" } : { IfMatch: etag };
}

/** The condition of a write did not hold. */
export function isTaken(error: unknown): boolean {
  return statusOf(error) === 412 || codeOf(error) === "PreconditionFailed";
}
