/** What a secret is called, by the last word of its name. A token alone is often a word of a language model. */
const SECRETS = new Set(["password", "passwd", "passphrase", "pwd", "secret", "apikey", "credential", "credentials"]);

/** By the last two words of the name. */
const SECRET_PAIRS = new Set([
  ...["api", "secret", "access", "private", "account", "encryption"].map((word) => `${word} key`),
  ...["access", "api", "auth", "bearer", "git", "github", "gitlab", "hf", "hub", "id", "jwt", "login", "refresh"].map(
    (word) => `${word} token`,
  ),
  ...["secret", "security", "session", "tracking", "user", "wandb"].map((word) => `${word} token`),
  "connection string",
]);

/** Longer names are sentences, and cost time to take apart. */
const MAX_NAME_LENGTH = 200;

/**
 * Whether what has this name is a secret. `pad_token` is none.
 *
 * @example isSecretName("MLFLOW_TRACKING_PASSWORD") // true
 * @example isSecretName("db.apiKey") // true
 */
export function isSecretName(name: string): boolean {
  const spaced = name.slice(-MAX_NAME_LENGTH).replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2");
  const words = spaced
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const last = words.at(-1) ?? "";
  if (SECRETS.has(last) || SECRET_PAIRS.has(words.slice(-2).join(" "))) return true;
  return words.length === 1 && last === "token";
}

/** A part of a shell's line: an option or an assignment, and a word that may be in quotes. */
const NAMED_VALUE =
  /(?<=^|[\s;&|("'])(?<name>--?[A-Za-z][\w.-]{0,99}|[A-Za-z_][\w.-]{0,99}(?==))(?<sign>=|\s+(?!-))(?<value>"[^"]*"|'[^']*'|[^\s"';&|]+)/g;

/**
 * A command without the values of its options and variables that are named as secrets.
 *
 * @example withoutSecretOptions("HF_TOKEN=x train.py --password y --lr 0.1") // "HF_TOKEN=*** train.py --password *** --lr 0.1"
 */
export function withoutSecretOptions(command: string): string {
  return command.replaceAll(NAMED_VALUE, (...found) => {
    const { name = "", sign = "", value = "" } = found.at(-1) as Record<string, string | undefined>;
    // What the shell reads from elsewhere is not in the command.
    const isShown = isSecretName(name) && !/^["']?\$/.test(value);
    return isShown ? `${name}${sign}***` : `${name}${sign}${value}`;
  });
}
