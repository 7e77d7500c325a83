import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ActionsMetadataProvider, validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");

interface ActionFile {
  readonly name: string;
  readonly description: string;
  readonly inputs: Record<string, { description: string; required?: boolean }>;
  readonly outputs: Record<string, { description: string }>;
}

/** GitHub's own actions, at the commits of their releases, with the inputs that workflows here give them. */
const theirs = new Map([
  ["actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", ["fetch-depth", "persist-credentials"]],
  ["actions/setup-node@820762786026740c76f36085b0efc47a31fe5020", ["node-version", "package-manager-cache"]],
  [
    "actions/create-github-app-token@bcd2ba49218906704ab6c1aa796996da409d3eb1",
    ["client-id", "private-key", "owner", "repositories"].concat(
      ["contents", "members", "pull-requests", "statuses", "workflows"].map((scope) => `permission-${scope}`),
    ),
  ],
  ["actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae", ["path", "key", "restore-keys"]],
  ["actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", ["name", "path", "if-no-files-found"]],
  ["actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", ["name", "path"]],
  ["actions/attest@59d89421af93a897026c735860bf21b6eb4f7b26", ["subject-path", "sbom-path"]],
]);

const isMajor = (ref: string): boolean => /^v\d+$/.test(ref);

/** What actions take, so that a wrong input or an unknown commit is found. */
const metadata: ActionsMetadataProvider = {
  async fetchActionMetadata({ owner, name, path, ref }) {
    // The documentation names major versions: a pin there would be old soon.
    const action = `${owner}/${name}`;
    const inputs =
      theirs.get(`${action}@${ref}`) ?? [...theirs].find(([pin]) => isMajor(ref) && pin.startsWith(`${action}@`))?.[1];
    if (inputs !== undefined) {
      return { name, description: "", inputs: Object.fromEntries(inputs.map((input) => [input, { description: "" }])) };
    }
    if (name !== "modelyard" || path === undefined) return undefined;
    return parse(await readFile(join(root, path, "action.yml"), "utf8")) as ActionFile;
  },
};

/** What GitHub's own language service has to say of a workflow or action file. */
export async function complaints(path: string, text: string): Promise<readonly string[]> {
  // It remembers what it read at an address.
  const address = `file:///${createHash("sha256").update(text).digest("hex")}/${path}`;
  const document = TextDocument.create(address, "yaml", 1, text);
  const found = await validate(document, { actionsMetadataProvider: metadata });
  return found.map(({ message, range }) => `${path}:${range.start.line + 1}: ${JSON.stringify(message)}`);
}
