import { execFileSync, spawn } from "node:child_process";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../cli/commands/index.ts";
import { type Workspace, createRegistry, program, runProgram, testEnvironment } from "../support/workspace.ts";

/** churn with a version in staging, and a dataset. */
async function filled(): Promise<Workspace> {
  const workspace = await createRegistry();
  await workspace.modelyard("promote", "churn@1.0.0", "staging");
  await workspace.modelyard("dataset", "add", "customers", "--file", "out/metrics.json");
  return workspace;
}

async function offered(workspace: Workspace, ...words: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await workspace.modelyard("__complete", ...words);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout.split("\n").flatMap((line) => line.split("\t")[0] || []);
}

test("every place of a command line is offered what can stand there", async () => {
  const workspace = await filled();
  const commands = COMMANDS.map(({ name }) => name);
  for (const [line, words] of [
    ["", commands],
    ["help ", commands],
    ["help show ", []],
    ["pro", ["promote"]],
    ["promote ", ["churn@"]],
    ["promote churn@", ["churn@staging", "churn@latest", "churn@1.0.0"]],
    ["promote churn@st", ["churn@staging"]],
    ["promote churn@1.0.0 ", ["staging", "production"]],
    ["promote churn@1.0.0 staging ", []],
    [
      "promote --pr churn@1.0.0 --",
      ["--commit", "--push", "--clear", "--dry-run", "--directory", "--api-url", "--json", "--help"],
    ],
    ["history churn -- ", ["staging", "production"]],
    ["show ", ["churn", "churn@"]],
    ["draft ch", ["churn"]],
    ["draft churn --bump ", ["major", "minor", "patch"]],
    ["draft churn --artifact ", [":file"]],
    ["draft churn --artifact=", [":file"]],
    ["pull churn@1.0.0 -o ", [":folder"]],
    ["-C ", [":folder"]],
    ["resolve --format=j", ["--format=json"]],
    ["withdraw churn@1.0.0 y", ["yanked"]],
    ["dataset ", ["add"]],
    ["dataset add ", ["customers"]],
    ["import g", ["gto"]],
    ["explain yaml-t", ["yaml-tab", "yaml-tag"]],
    ["completion ", ["bash", "zsh", "fish"]],
    ["nope ", []],
    ["-C nowhere promote x ", []],
    ["-C github:acme/models show ", []],
    ["-C github:acme show ", []],
  ] as const) {
    expect({ line, words: await offered(workspace, ...line.split(" ")) }).toEqual({ line, words });
  }
});

test("a registry elsewhere is asked for its names, and no name that a shell could take for more is offered", async () => {
  const workspace = await filled();
  await mkdir(join(workspace.folder, "registry/models/$(touch x)"));
  await mkdir(join(workspace.folder, "training"));
  const [cwd, env] = [join(workspace.folder, "training"), testEnvironment(workspace.folder)];
  for (const words of [
    ["-C", "..", "show", ""],
    ["show", "--directory=..", ""],
    ["show", "-C..", ""],
  ]) {
    const { stdout } = await runProgram(process.execPath, [program, "__complete", ...words], { cwd, env });
    expect(stdout).toBe("churn\t\nchurn@\t\n");
  }
});

test("an unknown shell is told", async () => {
  const workspace = await createRegistry();
  expect(await workspace.modelyard("completion", "powershell")).toMatchObject({
    exitCode: 2,
    stderr: 'error: There is no completion for "powershell"\n  There is one for bash, zsh and fish.\n',
  });
});

/** A terminal with a shell in it that completes `modelyard`; runs what is typed, and returns the words of each command. */
async function typedInto(shell: string, workspace: Workspace, lines: readonly string[]): Promise<string[]> {
  const stub = [
    "#!/bin/sh",
    `case $1 in __complete|completion) exec '${process.execPath}' '${program}' "$@" ;; esac`,
    'printf "\\nGOT"; printf "<%s>" "$@"; echo',
  ];
  await workspace.write("bin/modelyard", stub.join("\n"));
  await chmod(join(workspace.folder, "bin/modelyard"), 0o755);
  const env = testEnvironment(workspace.folder);
  const PATH = `${join(workspace.folder, "bin")}:${env["PATH"] ?? ""}`;
  const terminal = spawn("script", ["--quiet", "--return", "--command", shell, "/dev/null"], {
    cwd: workspace.folder,
    env: { ...env, PATH, TERM: "dumb", PS1: "" },
  });
  let shown = "";
  terminal.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString("utf8")));
  terminal.stdin.end([...lines, "exit", ""].join("\n"));
  await new Promise((resolve) => terminal.on("close", resolve));
  return [...shown.matchAll(/^GOT(.*?)\r?$/gm)].map(([, words = ""]) => words);
}

const TYPED = [
  "modelyard promo\tchurn@st\tprod\t",
  "modelyard promo\tchu\tst\tprod\t",
  "modelyard resolve --form\tjs\tchurn@1\t",
  "modelyard resolve --format=js\t",
  "modelyard -C trai\t hist\tchu\tsta\t",
  "modelyard draft churn --artifact out/mo\t",
  "modelyard draft churn --artifact=out/mo\t",
];
const MEANT = [
  /^<promote><churn@staging><production>$/,
  /^<promote><churn@staging><production>$/,
  /^<resolve><--format><json><churn@1.0.0>$/,
  /^<resolve><--format=json>$/,
  /^<-C><training\/?><history><churn><staging>$/,
  /^<draft><churn><--artifact><out\/model.bin>$/,
  /^<draft><churn><--artifact=out\/model.bin>$/,
];

function has(name: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!has("script"))("in a terminal", () => {
  test.for([
    ["bash --norc --noprofile -i", "source <(modelyard completion bash)"],
    ["zsh -f -i", "autoload -U compinit; compinit -u -D; source <(modelyard completion zsh)"],
  ])("%s completes what is typed", { timeout: 60_000 }, async ([shell = "", set = ""], context) => {
    if (!has(shell.split(" ")[0] ?? "")) context.skip();
    const workspace = await filled();
    await workspace.git("clone", "--quiet", ".", "training");
    await workspace.modelyard("promote", "churn@1.0.0", "staging", "-C", "training");
    const words = await typedInto(shell, workspace, [set, ...TYPED]);
    expect(words).toHaveLength(MEANT.length);
    for (const [index, meant] of MEANT.entries()) expect(words[index]).toMatch(meant);
  });
});

test.skipIf(!has("fish"))("fish completes what is typed", async () => {
  const workspace = await filled();
  const { stdout: script } = await workspace.modelyard("completion", "fish");
  const lines = ["promo", "promote churn@st", "draft --artifact=out/mo", "withdraw churn@1.0.0 y"];
  const asked = lines.map((line) => `complete -C "modelyard ${line}"`);
  const called = `function modelyard; '${process.execPath}' '${program}' $argv; end`;
  const env = testEnvironment(workspace.folder);
  const { stdout } = await runProgram("fish", ["--no-config", "-c", [called, script, ...asked].join("\n")], {
    cwd: workspace.folder,
    env,
  });
  const words = stdout.split("\n").flatMap((line) => line.split("\t")[0] || []);
  expect(words).toEqual(["promote", "churn@staging", "--artifact=out/model.bin", "yanked"]);
});
