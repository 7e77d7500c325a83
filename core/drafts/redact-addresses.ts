/**
 * An address as far as it reaches in a text, from the end of its scheme on. It begins where the colon is, so that no letter
 * is looked at twice.
 */
const ADDRESS =
  /(?<=(?<scheme>[a-z0-9+.-]{1,32})):\/\/(?<authority>[^\s"'<>/?#]*)(?<path>[^\s"'<>?#]*)(?<query>\?[^\s"'<>#]*)?(?<fragment>#[^\s"'<>]*)?/gi;

/** Whoever has a name there has nothing to do with the address itself: it may be a token as well. */
const WITHOUT_USERS = /(?:https?|ftps?)$/i;

/** Parameters that let whoever has the address in: signatures of Amazon S3, Google Cloud Storage and Azure, and tokens. */
const SECRET_PARAMETER =
  /^(?:x-amz-.*|x-goog-.*|awsaccesskeyid|googleaccessid|sig|signature|(?:\w{1,64}[-_])?token|password|passwd|pwd|(?:client[-_]?)?secret|api[-_]?key|access[-_]?key|account[-_]?key)$/i;

/**
 * A text without the users, passwords, tokens and signatures of the addresses in it, wherever they stand in one. A user
 * alone stays where it is part of the place, as in `ssh://git@host` and `abfss://container@account`.
 *
 * @example
 * withoutSecrets("see https://alice:secret@acme.com/a.csv?v=3&sig=x") // "see https://acme.com/a.csv?v=3"
 * @example
 * withoutSecrets("https://acme.com/a;token=x/b#access_token=y") // "https://acme.com/a/b"
 */
export function withoutSecrets(text: string): string {
  if (!text.includes("://")) return text;
  return text.replaceAll(ADDRESS, (...found) => {
    const groups = found.at(-1) as Record<string, string | undefined>;
    const { scheme = "", authority = "", path = "", query = "", fragment = "" } = groups;
    const place = `${withoutUser(scheme, withoutMatrix(authority))}${path.split("/").map(withoutMatrix).join("/")}`;
    return `://${place}${withoutSecretParameters(query)}${withoutSecretParameters(fragment)}`;
  });
}

function withoutUser(scheme: string, authority: string): string {
  const end = authority.lastIndexOf("@");
  if (end === -1) return authority;
  const isSecret = WITHOUT_USERS.test(scheme) || authority.slice(0, end).includes(":");
  return isSecret ? authority.slice(end + 1) : authority;
}

/** `a;token=x`, as paths have parameters, and the addresses of databases. */
function withoutMatrix(part: string): string {
  const [first = "", ...parameters] = part.split(";");
  return [first, ...parameters.filter((each) => !isSecretParameter(each))].join(";");
}

/** Of a query or a fragment, with the sign that begins it. */
function withoutSecretParameters(part: string): string {
  // Parameters at odd places are the signs between them.
  const parameters = part.slice(1).split(/([&;])/);
  const kept = parameters.filter((each, index) => index % 2 === 0 && !isSecretParameter(each));
  if (kept.length * 2 === parameters.length + 1) return part;
  return kept.length === 0 ? "" : `${part.charAt(0)}${kept.join("&")}`;
}

function isSecretParameter(text: string): boolean {
  return SECRET_PARAMETER.test(text.split("=", 1)[0] ?? "");
}

/**
 * `withoutSecrets` for each text in a value, whatever it is made of, and for the keys of its maps.
 *
 * @returns the value, and whether anything was taken out
 */
export function purged<Value>(value: Value): { readonly value: Value; readonly had: boolean } {
  let had = false;
  const purgeText = (text: string): string => {
    const clean = withoutSecrets(text);
    had ||= clean !== text;
    return clean;
  };
  const purge = (inner: unknown): unknown => {
    if (typeof inner === "string") return purgeText(inner);
    if (typeof inner !== "object" || inner === null) return inner;
    if (Array.isArray(inner)) return inner.map(purge);
    return Object.fromEntries(Object.entries(inner).map(([key, each]) => [purgeText(key), purge(each)]));
  };
  const clean = purge(value) as Value;
  return { value: clean, had };
}
