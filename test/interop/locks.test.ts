import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEnvironment } from "../../adapters/trackers/plain/environment/environment.ts";
import { folderWith } from "../support/folder.ts";
import type { EnvironmentName } from "./programs.ts";
import { type In, programEnvironment, runProgram, startServer } from "./run-program.ts";

const scripts = join(import.meta.dirname, "python");

const declared = `[project]
name = "churn"
version = "0.1.0"
requires-python = ">=3.10"
dependencies = [
  "alpha[fast]>=1",
  "winonly ; sys_platform == 'win32'",
  "epsilon<2 ; python_version < '3.11'",
]
[project.optional-dependencies]
extras = ["optional"]
[dependency-groups]
dev = ["tool"]
`;

/** As Poetry 1 wants it. */
const poetryOne = `[tool.poetry]
name = "churn"
version = "0.1.0"
description = ""
authors = []
package-mode = false
[tool.poetry.dependencies]
python = "^3.10"
alpha = {version = ">=1", extras = ["fast"]}
winonly = {version = "*", markers = "sys_platform == 'win32'"}
epsilon = {version = "<2", python = "<3.11"}
optional = {version = "*", optional = true}
[tool.poetry.extras]
extras = ["optional"]
[tool.poetry.group.dev.dependencies]
tool = "*"
`;

const installed = ["alpha==1.2.0", "beta==1.0", "delta==0.9.1", "gamma==3.1", "under-score-name==2026.6.1"];

const EXPORT = ["uv", "export", "--frozen", "--no-dev", "--no-hashes", "--no-emit-project", "--quiet"] as const;

interface Project extends In {
  /** Where its packages come from. */
  readonly index: string;
}

const serving = (port: number): readonly [string, ...string[]] => [
  "python",
  ..."-m http.server --bind 127.0.0.1".split(" "),
  String(port),
];

async function project(name: EnvironmentName, pyproject: (index: string) => string): Promise<Project> {
  const [folder, HOME] = [await folderWith({}), await folderWith({})];
  const folders = {
    HOME,
    XDG_CACHE_HOME: HOME,
    POETRY_CACHE_DIR: HOME,
    POETRY_CONFIG_DIR: HOME,
    POETRY_DATA_DIR: HOME,
  };
  const at = { folder, environment: programEnvironment(name, folders) };
  await runProgram(["python", join(scripts, "wheels.py"), join(HOME, "simple")], at);
  const index = `${await startServer(serving, "/", { ...at, folder: HOME })}/simple/`;
  await writeFile(join(folder, "pyproject.toml"), pyproject(index));
  return { ...at, index };
}

const sourceAt = (index: string): string =>
  `[[tool.poetry.source]]\nname = "own"\nurl = "${index}"\npriority = "primary"\n`;

/** Those of the requirements that this machine's Python would install. */
async function forThisPython(requirements: readonly string[], at: In): Promise<string[]> {
  await writeFile(join(at.folder, "list.txt"), requirements.join("\n"));
  return (await runProgram(["python", join(scripts, "installed.py"), "list.txt"], at)).split("\n").sort();
}

async function drafted(at: In): Promise<string[]> {
  const { environment } = await readEnvironment({ path: join(at.folder, "pyproject.toml") });
  return forThisPython(environment?.requirements ?? [], at);
}

test("uv.lock: the packages that uv installs", async () => {
  const { index, ...at } = await project("locks", () => declared);
  await runProgram(["uv", "lock", "--quiet", "--default-index", index], at);
  const exported = await forThisPython((await runProgram(EXPORT, at)).split("\n"), at);
  expect(exported).toEqual(expect.arrayContaining(installed));
  expect(await drafted(at)).toEqual(exported);
});

test("uv.lock: extras that exclude each other, and a package in a folder of a repository", async () => {
  const repository = await folderWith({
    "libs/features/pyproject.toml": `[project]\nname = "features"\nversion = "1.2.0"\ndependencies = ["tool"]\n`,
  });
  const git = (...words: string[]) =>
    runProgram(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", ...words], {
      ...at,
      folder: repository,
    });
  const { index, ...at } = await project(
    "locks",
    () => `[project]
name = "training"
version = "0.1.0"
requires-python = ">=3.10"
dependencies = ["features"]
[project.optional-dependencies]
cpu = ["beta==1.0"]
gpu = ["beta==2.0rc1"]
[tool.uv]
conflicts = [[{ extra = "cpu" }, { extra = "gpu" }]]
[tool.uv.sources]
features = { git = "file://${repository}", subdirectory = "libs/features" }
`,
  );
  for (const words of [
    ["init", "--quiet"],
    ["add", "--all"],
    ["commit", "--quiet", "--message=One"],
  ])
    await git(...words);
  await runProgram(["uv", "lock", "--quiet", "--default-index", index], at);
  const exported = (await runProgram(EXPORT, at)).split("\n").filter((line) => /^\w/.test(line));
  const { environment } = await readEnvironment({ path: join(at.folder, "pyproject.toml") });
  expect(exported.join("\n")).toContain("#subdirectory=libs/features");
  expect(environment?.requirements).toEqual(exported.sort());
});

test("poetry.lock: the packages that poetry export lists", async () => {
  const at = await project("locks", (index) => `${declared}[tool.poetry]\npackage-mode = false\n${sourceAt(index)}`);
  await runProgram(["poetry", "lock", "--no-interaction", "--no-ansi"], at);
  const words = ["export", "--format=requirements.txt", "--without-hashes", "--no-interaction", "--no-ansi"];
  const exported = (await runProgram(["poetry", ...words], at)).split("\n").filter((line) => /^\w/.test(line));
  expect(await drafted(at)).toEqual(await forThisPython(exported, at));
});

test.for([
  ["Poetry", "locks", `${declared}[tool.poetry]\npackage-mode = false\n`],
  ["Poetry 1", "poetry-1", poetryOne],
] as const)("poetry.lock: the packages that %s installs", async ([, name, pyproject]) => {
  const at = await project(name, (index) => pyproject + sourceAt(index));
  await runProgram(["poetry", "lock", "--no-interaction", "--no-ansi"], at);
  const words = ["install", "--only", "main", "--no-root", "--dry-run", "--no-ansi", "--no-interaction"];
  const told = await runProgram(["poetry", ...words], at);
  const lines = [...told.matchAll(/^ *- Installing (\S+) \((\S+?)\)(.*)$/gm)];
  const taken = lines.flatMap(([, each, version, rest = ""]) => (/skipped/i.test(rest) ? [] : [`${each}==${version}`]));
  expect(taken).toEqual(expect.arrayContaining(installed));
  expect(await drafted(at)).toEqual(taken.sort());
});
