import { PROJECT_OWNER } from "../../core/project.ts";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { actionDoc } from "../../scripts/action-doc.ts";
import { readAnswer } from "../e2e/doctor/world.ts";
import { folderWith } from "../support/folder.ts";
import { complaints } from "../support/language-service.ts";
import { createWorkspace } from "../support/workspace.ts";

const root = join(import.meta.dirname, "../..");
const page = await readFile(join(root, "docs/action.md"), "utf8");
const other = await readFile(join(root, "docs/deploying.md"), "utf8");

function blocksIn(text: string, language: string): readonly string[] {
  const blocks = text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([^]*?)^ *\`\`\`$`, "gm"));
  return [...blocks].map(([, indent = "", code = ""]) => code.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

/** Steps alone are shown as they stand in a job. */
function asWorkflow(block: string): string {
  if (block.includes("\njobs:")) return block;
  const steps = block.replaceAll(/^(?=.)/gm, "      ");
  return `on: pull_request\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
}

test("GitHub's language service finds nothing in the workflows of the pages, and something in a wrong one", async () => {
  const blocks = [...blocksIn(page, "yaml"), ...blocksIn(other, "yaml")].map(asWorkflow);
  expect(blocks.length).toBeGreaterThan(6);
  for (const block of blocks) expect(await complaints("example.yml", block)).toEqual([]);
  const first = blocks.find((block) => block.includes("artifact: ")) ?? "";
  expect(await complaints("example.yml", first.replace("artifact: ", "artefact: "))).not.toEqual([]);
});

interface Shown {
  readonly permissions?: object;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { uses?: string; run?: string }[] }>>;
}

test("the page's workflows give nothing away: least permissions, pinned actions, no text of others in a shell", () => {
  const blocks = blocksIn(page, "yaml").map(asWorkflow);
  const shown = blocks.map((block) => parse(block) as Shown);
  const whole = shown.filter((_, index) => blocks[index]?.startsWith("name:"));
  expect(whole.map(({ permissions }) => permissions)).toEqual(whole.map(() => ({})));
  const steps = shown.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));
  const pinned = new RegExp(String.raw`^(?:${PROJECT_OWNER}/modelyard/action/[a-z]+@v1|[^@]+@[0-9a-f]{40})$`);
  expect(steps.flatMap(({ uses }) => (uses === undefined || pinned.test(uses) ? [] : [uses]))).toEqual([]);
  expect(steps.filter(({ run = "" }) => run.includes("${{"))).toEqual([]);
});

test("the page lists every input and output of every sub-action, a new one's too", async () => {
  const names = (await readdir(join(root, "action"), { withFileTypes: true })).map(({ name }) => name);
  for (const name of names) {
    const text = await readFile(join(root, "action", name, "action.yml"), "utf8").catch(() => undefined);
    if (text === undefined) continue;
    const { inputs, outputs } = parse(text) as { inputs: object; outputs: object };
    const section = page.slice(page.indexOf(`\n### ${name}\n`)).split("\n### ")[1] ?? "";
    for (const key of [...Object.keys(inputs), ...Object.keys(outputs)]) expect(section).toContain(`| \`${key}\` |`);
    expect(page).toContain(`| [\`${name}\`](#${name}) |`);
  }

  const folder = await folderWith({});
  await mkdir(join(folder, "weigh"));
  const action = [
    "description: Weighs a model",
    "inputs:",
    "  scale: {description: Grams | pounds, required: true}",
    "  unit: {description: Of what, default: g}",
    "outputs: {weight: {description: How heavy}}",
  ];
  await writeFile(join(folder, "weigh/action.yml"), action.join("\n"));
  const written = await actionDoc(page, folder);
  expect(written.slice(written.indexOf("### weigh"))).toBe(
    [
      "### weigh\n\nWeighs a model.\n",
      "| input | | default |\n|---|---|---|",
      "| `scale` | Grams \\| pounds | **required** |",
      "| `unit` | Of what | `g` |\n",
      "| output | |\n|---|---|",
      "| `weight` | How heavy |\n\n<!-- end -->\n",
    ].join("\n"),
  );
});

test("the first steps lead to a set-up that doctor finds right but for what is on GitHub", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  const lines = blocksIn(page, "sh")
    .join("\n")
    .replaceAll(/ +#.*$/gm, "")
    .split("\n");
  const commands = lines.filter((line) => line.startsWith("modelyard "));
  expect(commands.length).toBeGreaterThan(4);
  for (const line of commands) {
    const words = line.split(" ").slice(1);
    expect((await workspace.modelyard(...words, "--help")).exitCode).toBe(0);
  }
  await workspace.modelyard("init");
  await workspace.write(".github/CODEOWNERS", "* @acme/ml-platform\n");
  await workspace.modelyard("codeowners");
  for (const path of [".github/workflows/registry.yml", ".github/workflows/promote.yml"]) {
    await workspace.write(
      path,
      (await workspace.read(path)).replaceAll(`${PROJECT_OWNER}/modelyard/`, "acme/modelyard/"),
    );
  }
  const ran = await workspace.modelyard("doctor", "--json");
  const { complaints: found } = readAnswer(ran.exitCode, ran.stdout);
  expect(found.filter((line) => !line.startsWith("unknown"))).toEqual([]);
});
