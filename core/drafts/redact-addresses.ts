/** An address with a scheme, as far as it reaches in a text. */
const ADDRESS =
  /\b(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<authority>[^\s"'<>/?#]*)(?<path>[^\s"'<>?#]*)(?<query>\?[^\s"'<>#]*)?/gi;

/** Whoever has a name there has nothing to do with the address itself: it may be a token as well. */
const WITHOUT_USERS = /^(?:[a-z]+\+)?(?:https?|ftps?)$/i;

/** Parameters that let whoever has the address in: signatures of Amazon S3, Google Cloud Storage and Azure, and tokens. */
const SECRET_PARAMETER =
  /^(?:x-amz-.*|x-goog-.*|awsaccesskeyid|googleaccessid|sig|signature|(?:\w+[-_])?token|password|passwd|pwd|(?:client[-_]?)?secret|api[-_]?key|access[-_]?key)$/i;

/**
 * A text without the users, passwords, tokens and signatures of the addresses in it. A user alone stays where it is part
 * of the place, as in `ssh://git@host` and `abfss://container@account`.
 *
 * @example
 * withoutSecrets("see https://alice:secret@acme.com/a.csv?v=3&sig=x") // "see https://acme.com/a.csv?v=3"
 */
export function withoutSecrets(text: string): string {
  if (!text.includes("://")) return text;
  return text.replaceAll(ADDRESS, (...found) => {
    const { scheme = "", authority = "", path = "", query = "" } = found.at(-1) as Record<string, string | undefined>;
    return `${scheme}://${withoutUser(scheme, authority)}${path}${withoutSecretParameters(query)}`;
  });
}

function withoutUser(scheme: string, authority: string): string {
  const end = authority.lastIndexOf("@");
  if (end === -1) return authority;
  const isSecret = WITHOUT_USERS.test(scheme) || authority.slice(0, end).includes(":");
  return isSecret ? authority.slice(end + 1) : authority;
}

function withoutSecretParameters(query: string): string {
  const parameters = query.slice(1).split("&");
  const kept = parameters.filter((each) => !SECRET_PARAMETER.test(each.split("=")[0] ?? ""));
  if (kept.length === parameters.length) return query;
  return kept.length === 0 ? "" : `?${kept.join("&")}`;
}

/**
 * `withoutSecrets` for each text in a value, whatever it is made of.
 *
 * @returns the value, and whether anything was taken out
 */
export function purged<Value>(value: Value): { readonly value: Value; readonly had: boolean } {
  let had = false;
  const purge = (inner: unknown): unknown => {
    if (typeof inner === "string") {
      const clean = withoutSecrets(inner);
      had ||= clean !== inner;
      return clean;
    }
    if (typeof inner !== "object" || inner === null) return inner;
    if (Array.isArray(inner)) return inner.map(purge);
    return Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, purge(each)]));
  };
  const clean = purge(value) as Value;
  return { value: clean, had };
}
