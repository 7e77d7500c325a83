import { PROJECT_OWNER } from "../../../core/project.ts";
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { promoteWorkflow } from "../../../operations/init/promote-workflow.ts";
import { registryWorkflow } from "../../../operations/init/registry-workflow.ts";
import type { UsesAction } from "../../../operations/init/workflow-actions.ts";
import { complaints } from "../../support/language-service.ts";
import { createWorkspace } from "../../support/workspace.ts";

const root = join(import.meta.dirname, "../../..");
const workflows = join(root, ".github/workflows");
const theirUses: UsesAction = (action) => `${PROJECT_OWNER}/modelyard/action/${action}@v1`;
const ourUses: UsesAction = (action) => `./action/${action}`;
const FOR_USERS = registryWorkflow({ uses: theirUses });
const PROMOTE_FOR_USERS = promoteWorkflow({ uses: theirUses });

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { steps?: readonly { uses?: string; with?: Record<string, unknown> }[] }>>;
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
