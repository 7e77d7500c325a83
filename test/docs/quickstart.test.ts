import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { folderWith } from "../support/folder.ts";
import { testEnvironment } from "../support/workspace.ts";

const quickstart = join(import.meta.dirname, "../../examples/quickstart.ts");

interface Shown {
  readonly command: string;
  readonly exitCode: number;
}

/** What the quickstart printed: the commands in their order, and the exit code that is said of each. */
function commandsIn(printed: string): readonly Shown[] {
  const commands: { command: string; exitCode: number }[] = [];
  for (const line of printed.split("\n")) {
    const [, exitCode] = /^ {2}\(exit code (\d)\)$/.exec(line) ?? [];
    const last = commands.at(-1);
    if (line.startsWith("$ ")) commands.push({ command: line.slice(2), exitCode: 0 });
    else if (exitCode !== undefined && last !== undefined) last.exitCode = Number(exitCode);
  }
  return commands;
}

async function run(file: string, words: readonly string[], folder: string): Promise<string> {
  const env = testEnvironment(folder);
  return new Promise((resolve, reject) => {
    execFile(file, [...words], { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      error === null ? resolve(stripVTControlCharacters(stdout)) : reject(new Error(`${stdout}${stderr}`)),
    );
  });
}

test("every command of the quickstart is shown: pasted in their order into a shell, they do the same", async () => {
  const folder = await folderWith({});
  const printed = await run(process.execPath, [quickstart], folder);
  const [, place = ""] = /^modelyard quickstart, in (\/.*)$/m.exec(printed) ?? [];
  onTestFinished(() => rm(place, { recursive: true, force: true }));
  const commands = commandsIn(printed);
  expect(commands.length).toBeGreaterThan(35);

  const pasted = await folderWith({});
  const script = commands.map(({ command }) => `${command}\necho "== $?"\n`).join("");
  const answers = await run("bash", ["-c", script], pasted);
  const exitCodes = [...answers.matchAll(/^== (\d+)$/gm)].map(([, code]) => Number(code));
  expect(commands.map(({ command }, index) => ({ command, exitCode: exitCodes[index] }))).toEqual(commands);
  expect(answers).toContain("131 of 136 held-out penguins right");
}, 120_000);
