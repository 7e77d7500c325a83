import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { type ActionsMetadataProvider, validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { promoteWorkflow } from "../operations/promote-workflow.ts";
import { registryWorkflow } from "../operations/registry-workflow.ts";
import type { UsesAction } from "../operations/workflow-actions.ts";
import { createWorkspace } from "./support/workspace.ts";

const root = join(import.meta.dirname, "..");
const workflows = join(root, ".github/workflows");
const theirUses: UsesAction = (action) => `OWNER/modelyard/action/${action}@v1`;
const ourUses: UsesAction = (action) => `./action/${action}`;
const FOR_USERS = registryWorkflow({ uses: theirUses });
const PROMOTE_FOR_USERS = promoteWorkflow({ uses: theirUses });

interface ActionFile {
  readonly name: string;
  readonly description: string;
  readonly inputs: Record<string, { description: string; required?: boolean }>;
  readonly outputs: Record<string, { description: string }>;
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { steps?: readonly { uses?: string; with?: Record<string, unknown> }[] }>>;
}

/** GitHub's own actions, at the commits of their releases, with the inputs that workflows here give them. */
const theirs = new Map([
  ["actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", ["fetch-depth", "persist-credentials"]],
  ["actions/setup-node@820762786026740c76f36085b0efc47a31fe5020", ["node-version", "package-manager-cache"]],
  [
    "actions/create-github-app-token@bcd2ba49218906704ab6c1aa796996da409d3eb1",
    ["client-id", "private-key", "owner", "repositories", "permission-contents", "permission-pull-requests"],
  ],
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
async function complaints(path: string, text: string): Promise<readonly string[]> {
  // It remembers what it read at an address.
  const address = `file:///${createHash("sha256").update(text).digest("hex")}/${path}`;
  const document = TextDocument.create(address, "yaml", 1, text);
  const found = await validate(document, { actionsMetadataProvider: metadata });
  return found.map(({ message, range }) => `${path}:${range.start.line + 1}: ${JSON.stringify(message)}`);
}

/** The whole workflows that a page of the documentation shows. */
async function workflowsIn(page: string): Promise<readonly string[]> {
  const blocks = (await readFile(join(root, page), "utf8")).matchAll(/^```yaml\n([^]*?)^```$/gm);
  return [...blocks].flatMap(([, text = ""]) => (/^jobs:/m.test(text) ? [text] : []));
}

const files = (await readdir(workflows)).map((name) => join(workflows, name));
const actions = (await readdir(join(root, "action"), { recursive: true }))
  .filter((path) => path.endsWith("action.yml"))
  .map((path) => join(root, "action", path));

describe("GitHub's language service", () => {
  test.each([...files, ...actions].map((file) => relative(root, file)))("finds nothing in %s", async (path) => {
    expect(await complaints(path, await readFile(join(root, path), "utf8"))).toEqual([]);
  });

  test("finds nothing in the workflows of the documentation", async () => {
    const shown = await workflowsIn("docs/drafting.md");
    expect(shown).toHaveLength(1);
    for (const text of shown) expect(await complaints(".github/workflows/train.yml", text)).toEqual([]);
  });

  test("finds nothing in what init writes, and something in what is wrong", async () => {
    const path = ".github/workflows/registry.yml";
    expect(await complaints(path, FOR_USERS)).toEqual([]);
    expect(await complaints(".github/workflows/promote.yml", PROMOTE_FOR_USERS)).toEqual([]);
    const wrong = [
      PROMOTE_FOR_USERS.replace("stage: ${{", "stages: ${{"),
      PROMOTE_FOR_USERS.replace("private-key:", "privat-key:"),
      PROMOTE_FOR_USERS.replace("steps.app.outputs", "steps.apps.outputs"),
      FOR_USERS.replace("reference: ", "refrence: "),
      FOR_USERS.replace("merge_group:", "merge_grop:"),
      FOR_USERS.replace("needs.publish.outputs.promotions !=", "needs.publsh.outputs.promotions !="),
    ];
    for (const text of wrong) expect(await complaints(path, text)).not.toEqual([]);
  });
});

describe("every workflow", () => {
  test.each(files.map((file) => relative(root, file)))("%s gives nothing that it need not", async (path) => {
    const text = await readFile(join(root, path), "utf8");
    const { permissions, jobs } = parse(text) as Workflow;
    expect(permissions).toEqual({});
    expect(text).toContain("concurrency:");
    expect(text).not.toContain("paths:");
    const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
    const others = steps.flatMap(({ uses }) => (uses === undefined || uses.startsWith("./") ? [] : [uses]));
    for (const uses of others) {
      expect(uses).toMatch(/@[0-9a-f]{40}$/);
      expect(text).toMatch(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+`));
    }
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual(checkouts.map(() => false));
    // Text of an event or a step reaches a shell through its environment alone.
    const scripts = steps.map((step) => (step as { run?: string }).run ?? "");
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });
});

describe("the workflows that init writes", () => {
  const paths = { registry: ".github/workflows/registry.yml", promote: ".github/workflows/promote.yml" };

  test("are this repository's, with its own actions", async () => {
    expect(await readFile(join(root, paths.registry), "utf8")).toBe(registryWorkflow({ uses: ourUses }));
    expect(await readFile(join(root, paths.promote), "utf8")).toBe(promoteWorkflow({ uses: ourUses }));
  });

  test("are left alone where there are some", async () => {
    const workspace = await createWorkspace();
    expect((await workspace.modelyard("init")).exitCode).toBe(0);
    expect(await workspace.read(paths.registry)).toBe(FOR_USERS);
    expect(await workspace.read(paths.promote)).toBe(PROMOTE_FOR_USERS);
    await workspace.write(paths.registry, "name: ours\n");
    expect((await workspace.modelyard("init")).stdout).toContain(`kept ${paths.registry} as it is`);
    expect(await workspace.read(paths.registry)).toBe("name: ours\n");
  });
});
