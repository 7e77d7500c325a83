import type { ErrorCode } from "../../../core/error-codes.ts";
import { InputError, ModelyardError, OutsideError } from "../../../core/errors.ts";
import type { S3Place } from "./settings.ts";

/** What was tried, for the message when it fails. */
export interface Attempt {
  /** After "could not": `store model.onnx`. */
  readonly what: string;
  /** The permission that it needs, by Amazon's name. */
  readonly permission: string;
}

/** The parts of the SDK's errors that we look at. */
interface SdkError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly Region?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number | undefined } | undefined;
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> | undefined } | undefined;
}

/** The HTTP status of a refusal; undefined where no answer came. */
export function statusOf(error: unknown): number | undefined {
  return (error as SdkError).$metadata?.httpStatusCode;
}

/** The server's word for what is wrong (Amazon S3 API Reference, "Error responses"), or the SDK's or the system's. */
export function codeOf(error: unknown): string {
  const { name, code } = error as SdkError;
  const isPlain = name === undefined || name === "Error" || name === "AggregateError";
  const word = isPlain ? code : name;
  return typeof word === "string" ? word : "";
}

/** The server computed another digest than we sent along. */
const CHANGED = new Set(["BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"]);

/** The clock is among them: the SDK learns from the refusal how wrong ours is, and dates what follows by the server's. */
const PASSING =
  /^(?:RequestTimeout$|SlowDown|Throttling|TooManyRequests|InternalError|ConditionalRequestConflict|OperationAborted|RequestTimeTooSkewed)/;

/** Whether the same may go well when it is tried again. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ModelyardError) return false;
  const status = statusOf(error);
  const code = codeOf(error);
  if (PASSING.test(code)) return true;
  if (CHANGED.has(code)) return true;
  if (status !== undefined && status >= 300) return status === 429 || (status >= 500 && status !== 501);
  return !/^(?:CredentialsProviderError|TokenProviderError|ENOTFOUND|ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(
    code,
  );
}

/** Turns what the SDK threw into a message that says what to do. */
export function explain(error: unknown, attempt: Attempt, place: S3Place): unknown {
  if (error instanceof ModelyardError || isBug(error)) return error;
  const { code, message, hint, isUsers = false } = describe(error, attempt, place);
  const details = { code, message, hint, cause: error };
  return isUsers ? new InputError(details) : new OutsideError(details);
}

/** A mistake of ours, which must keep its stack trace. */
function isBug(error: unknown): boolean {
  const isOurs = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return isOurs && statusOf(error) === undefined && !("code" in error);
}

interface Description {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly isUsers?: boolean;
}

const LOGIN =
  "Log in again (aws sso login, or whatever gave you the credentials). In GitHub Actions, let aws-actions/configure-aws-credentials run in the same job just before, and longer than the job with role-duration-seconds.";
const CREDENTIALS =
  "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE with a profile in ~/.aws. In GitHub Actions, let aws-actions/configure-aws-credentials run before this step.";
const CERTIFICATE =
  "Is it the right server? If its certificate is of your own authority, name that with NODE_EXTRA_CA_CERTS=FILE.";

function describe(error: unknown, attempt: Attempt, place: S3Place): Description {
  const code = codeOf(error);
  const status = statusOf(error);
  const where = nameOf(place);
  const failed = `Could not ${attempt.what} in ${where}`;
  const said = saidBy(error);
  switch (code) {
    case "NoSuchBucket":
      return {
        code: "bucket-missing",
        message: `There is no such bucket: ${where}`,
        hint: "Create it, or correct bucket and endpoint under artifacts.store in registry/registry.yaml.",
        isUsers: true,
      };
    case "RequestTimeTooSkewed":
      return {
        code: "clock-wrong",
        message: `${failed}: this machine's clock differs from the server's by more than 15 minutes`,
        hint: "Set the clock, for example with timedatectl set-ntp true.",
      };
    case "ExpiredToken":
    case "ExpiredTokenException":
    case "TokenRefreshRequired":
    case "RequestExpired":
      return { code: "credentials-expired", message: `${failed}: the credentials have expired`, hint: LOGIN };
    case "InvalidAccessKeyId":
    case "InvalidToken":
    case "InvalidClientTokenId":
    case "InvalidIdentityToken":
    case "SignatureDoesNotMatch":
    case "UnrecognizedClientException":
      return {
        code: "credentials-refused",
        message: `${failed}: the server does not know these credentials (${code})`,
        hint: `Are they for this server, and whole? ${CREDENTIALS}`,
      };
    case "CredentialsProviderError":
    case "TokenProviderError":
      return { code: "credentials-missing", message: `${failed}: ${said}`, hint: CREDENTIALS, isUsers: true };
    case "InvalidObjectState":
      return {
        code: "store-archived",
        message: `${failed}: the object is archived in a storage class that cannot be read at once`,
        hint: "Restore it (aws s3api restore-object), and keep the bucket's lifecycle rules from archiving models.",
      };
  }
  if (CHANGED.has(code)) {
    return {
      code: "digest-mismatch",
      message: `${failed}: the bytes arrive changed (${code})`,
      hint: "Nothing was stored. Something between here and the server changes what is sent: a proxy, or broken memory.",
    };
  }
  const region = regionOf(error);
  const isElsewhere = status === 301 || status === 307 || code === "IllegalLocationConstraintException";
  if (isElsewhere || (code === "AuthorizationHeaderMalformed" && region !== undefined)) {
    const used = place.region === undefined ? "" : `, and was looked for in ${place.region}`;
    return {
      code: "region-wrong",
      message: `The bucket ${place.bucket} is in ${region ?? "another region"}${used}`,
      hint: `Write region: ${region ?? "REGION"} under artifacts.store in registry/registry.yaml.`,
      isUsers: true,
    };
  }
  if (said.includes("Region is missing")) {
    return {
      code: "region-missing",
      message: `${failed}: nothing says in which region the bucket is`,
      hint: "Write region: REGION under artifacts.store in registry/registry.yaml, or set AWS_REGION.",
      isUsers: true,
    };
  }
  if (status === 403 || status === 401) {
    const key = /kms/i.test(said) ? " The bucket's objects are encrypted with a key of KMS: allow its use too." : "";
    return {
      code: "store-forbidden",
      message: `${failed}: ${said}`,
      hint: `Allow ${attempt.permission} on ${arnOf(place)} for these credentials, and s3:ListBucket on the bucket, without which S3 says forbidden where nothing is.${key} docs/s3.md has the whole policy.`,
    };
  }
  if (status === undefined || status < 300) {
    const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO/.test(code);
    return {
      code: "store-unreachable",
      message: `${failed}: ${code === "" || said.includes(code) ? said : `${said} (${code})`}`,
      hint: isCertificate
        ? CERTIFICATE
        : "Is the network there, and are endpoint and region under artifacts.store right? Run it again: what arrived is not sent again.",
    };
  }
  const isBusy = isPassing(error);
  return {
    code: isBusy ? "store-unreachable" : "store-refused",
    message: `${failed}: ${[status, ...new Set([code, said])].filter((word) => !/^(?:Unknown.*|)$/.test(String(word))).join(" ")}`,
    hint: hintFor(status, isBusy),
  };
}

function hintFor(status: number, isBusy: boolean): string {
  if (isBusy) return "Run it again later: what arrived is not sent again.";
  // An S3 server says whether the bucket or the object is missing.
  if (status === 404) return "Is it an S3 server? Look at endpoint under artifacts.store in registry/registry.yaml.";
  return "Look the code up in the server's documentation.";
}

/** For people: `s3://models/growth/`, with the server where it is not Amazon's. */
export function nameOf({ bucket, prefix, endpoint }: S3Place): string {
  const server = endpoint?.replace(/\/\/[^/@]*@/, "//");
  return `s3://${bucket}/${prefix}${server === undefined ? "" : ` at ${server}`}`;
}

function arnOf({ bucket, prefix }: S3Place): string {
  return `arn:aws:s3:::${bucket}/${prefix}*`;
}

/** Where a redirect or a refused signature says that the bucket is. */
function regionOf(error: unknown): string | undefined {
  const { Region, $response, message } = error as SdkError;
  const said =
    $response?.headers?.["x-amz-bucket-region"] ?? Region ?? /expecting '([^']+)'/.exec(String(message))?.[1];
  return typeof said === "string" && /^[a-z0-9-]{1,40}$/.test(said) ? said : undefined;
}

/** What was said of it, as one short line. */
function saidBy(error: unknown): string {
  const { message } = error as SdkError;
  const text = typeof message === "string" && message !== "" ? message : codeOf(error);
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
