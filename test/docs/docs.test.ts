import { execFile } from "node:child_process";
import { readFile, readdir, stat } from "node:fs/promises";
import { join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../cli/commands/index.ts";
import { parseLine } from "../../cli/parse.ts";
import { testEnvironment } from "../support/workspace.ts";
import { type PageStep, commandLinesOf, isAsShown, settled, stepsOf } from "./page.ts";
import { type World, beforeTheRegistry, besideGto, besideMlflow, besideTrackers, running } from "./worlds.ts";

const root = join(import.meta.dirname, "../..");

/** Pages whose commands run here, each in its world. Others have tests of their own, or are generated. */
const PAGES: Readonly<Record<string, () => Promise<World>>> = {
  "concepts.md": running,
  "set-up.md": beforeTheRegistry,
  "drafting.md": besideTrackers,
  "reviewing.md": running,
  "recovering.md": running,
  "moving-from-mlflow.md": besideMlflow,
  "moving-from-gto.md": besideGto,
  "faq.md": running,
};
const ELSEWHERE: Readonly<Record<string, string>> = {
  "README.md": "shows no commands",
  "deploying.md": "test/docs/deploying.test.ts",
  "s3.md": "test/e2e/publish/s3.test.ts",
  "rules.md": "generated from the rules",
  "policy.md": "test/docs/policy.test.ts",
  "upgrading.md": "test/docs/policy.test.ts",
  "development.md": "test/docs/development.test.ts",
  "action.md": "generated from the action's own files, for workflows",
  "performance.md": "what npm run bench printed",
  "reliability.md": "what the tests counted",
};

const read = (page: string): Promise<string> => readFile(join(root, "docs", page), "utf8");
const pages = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md"));

async function run(code: string, { workspace, environment }: World): Promise<{ exitCode: number; said: string }> {
  const program = `modelyard() { '${process.execPath}' '${join(root, "dist/modelyard.js")}' "$@"; }`;
  const env = { ...testEnvironment(workspace.folder), ...environment };
  return new Promise((resolve) => {
    execFile("sh", ["-euc", `${program}\n${code}`], { cwd: workspace.folder, env }, (error, out, err) => {
      resolve({ exitCode: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, said: out + err });
    });
  });
}

/** What a step says now, beside what the page shows; nothing where they agree. */
async function disagreement(step: PageStep, world: World): Promise<readonly [now: string, shown: string] | undefined> {
  const { folder } = world.workspace;
  switch (step.kind) {
    case "script": {
      const { exitCode, said } = await run(step.code, world);
      return exitCode === 0 ? undefined : [`${step.code}${said}`, step.code];
    }
    case "session":
      for (const { command, answer } of step.shown) {
        const { said } = await run(command, world);
        const [now, shown] = [settled(said, folder), settled(answer, folder)];
        if (!isAsShown(now, shown)) return [`$ ${command}\n${now}`, `$ ${command}\n${shown}`];
      }
      return undefined;
    case "meanwhile": {
      const happens = world.meanwhile?.[step.what];
      if (happens === undefined) return [`Nothing is known of: ${step.what}`, step.what];
      await happens();
      return undefined;
    }
    case "skipped":
      return undefined;
    default:
      return step satisfies never;
  }
}

test.for(Object.entries(PAGES))("every command of %s does what the page says", async ([page, create]) => {
  const world = await create();
  const steps = stepsOf(await read(page));
  expect(steps.length).toBeGreaterThan(1);
  for (const step of steps) {
    const [now, shown] = (await disagreement(step, world)) ?? [];
    expect(now).toBe(shown);
  }
});

test("few blocks are not run, and each says why", async () => {
  const steps = (await Promise.all(Object.keys(PAGES).map(read))).flatMap(stepsOf);
  const skipped = steps.filter((step) => step.kind === "skipped");
  expect(skipped.length / steps.length).toBeLessThan(0.25);
});

describe.for(pages)("%s", (page) => {
  test("every command line has the options and arguments that the command has", async () => {
    const unknown: string[] = [];
    for (const line of commandLinesOf(await read(page))) {
      const words = (line.replace(/\s+(?:#|\||&&|;|>).*$/, "").match(/'[^']*'|"[^"]*"|\S+/g) ?? []).filter(
        (word) => word !== "…",
      );
      const [name = "", ...rest] = words;
      const entry = COMMANDS.find((command) => command.name === name);
      if (entry === undefined) unknown.push(line);
      else parseLine(name, await entry.load(), rest);
    }
    expect(unknown).toEqual([]);
  });

  test("every link leads somewhere", async () => {
    const text = (await read(page)).replaceAll(/^```[^]*?^```$/gm, "");
    const broken: string[] = [];
    for (const [link, path = "", anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
      const anchors = await anchorsOf(path === "" ? join("docs", page) : normalize(join("docs", path)));
      if (anchors === undefined || (anchor !== undefined && !anchors.includes(anchor))) broken.push(link);
    }
    expect(broken).toEqual([]);
  });
});

/** The anchors of a page, none of a folder, undefined for what is not there. */
async function anchorsOf(path: string): Promise<readonly string[] | undefined> {
  const info = await stat(join(root, path)).catch(() => undefined);
  if (info === undefined || info.isDirectory()) return info && [];
  const content = await readFile(join(root, path), "utf8");
  return Array.from(content.matchAll(/^#+ (.*)$/gm), ([, title = ""]) => slug(title));
}

/** The anchor that GitHub gives a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

test("every page is run here or elsewhere", () => {
  expect(pages.filter((page) => !(page in PAGES) && !(page in ELSEWHERE))).toEqual([]);
});
