import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { OLDEST_GIT } from "../../adapters/git/git.ts";
import { COMMANDS } from "../../cli/commands/index.ts";
import { createRegistry, testEnvironment } from "../support/workspace.ts";

const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");

/** The first code block of a language that holds `text`. */
function block(language: string, text: string): string {
  const blocks = [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  const found = blocks.find(([, lang, code]) => lang === language && code?.includes(text));
  if (found?.[2] === undefined) throw new Error(`README.md has no ${language} block with ${text}`);
  return found[2];
}

async function runShell(
  script: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ failed: boolean; output: string }> {
  return new Promise((resolve) => {
    execFile(
      "sh",
      ["-euc", script],
      { cwd: folder, env: { ...testEnvironment(folder), ...environment } },
      (error, stdout, stderr) => resolve({ failed: error !== null, output: `${stdout}${stderr}` }),
    );
  });
}

test("the shell lines for a deploy job fetch and check the version in production", async () => {
  const workspace = await createRegistry();
  await workspace.write("out/bundle/data/weights.bin", "nested weights");
  await workspace.modelyard(
    "draft",
    "churn",
    "--version",
    "1.1.0",
    "--artifact",
    "out/model.bin",
    "--artifact",
    "out/bundle",
  );
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", "--message=Add churn 1.1.0");
  await workspace.modelyard("publish");
  await workspace.modelyard("promote", "churn@1.1.0", "production");
  const store = join(workspace.folder, "store");
  const script = block("sh", 'cp "$STORE/sha256');
  const { failed, output } = await runShell(script, workspace.folder, { STORE: store });
  expect({ failed, output }).toEqual({ failed: false, output: "model.bin: OK\nbundle/data/weights.bin: OK\n" });
  expect(await workspace.read("model/bundle/data/weights.bin")).toBe("nested weights");

  const sums = "store/versions/churn/1.1.0/SHA256SUMS";
  const [digest = ""] = (await workspace.read(sums)).split(" ");
  await workspace.write(`store/sha256/${digest.slice(0, 2)}/${digest.slice(2)}`, "damaged");
  expect((await runShell(script, workspace.folder, { STORE: store })).failed).toBe(true);

  // Whoever writes to the store can make its own sums fit, and name any place in them.
  const forged = sha256OfBytes("damaged");
  await workspace.write(`store/sha256/${forged.slice(0, 2)}/${forged.slice(2)}`, "damaged");
  await workspace.write(sums, `${forged}  ../outside.bin\n${forged}  bundle/data/weights.bin\n${forged}  model.bin\n`);
  expect((await runShell(script, workspace.folder, { STORE: store })).failed).toBe(true);
  await expect(workspace.read("outside.bin")).rejects.toThrow("ENOENT");
});

test("the library's lines do what they say", async () => {
  const workspace = await createRegistry();
  await workspace.modelyard("publish");
  await workspace.modelyard("promote", "churn@1.0.0", "production");
  const library = JSON.stringify(join(import.meta.dirname, "../../dist/index.js"));
  await workspace.write("deploy.mjs", block("ts", "openRegistry").replace('"modelyard"', library));
  const ran = await runShell(`'${process.execPath}' deploy.mjs`, workspace.folder, {});
  expect(ran).toEqual({ failed: false, output: "1.0.0 { auc: 0.9 }\n" });
  expect(await workspace.read("model/model.bin")).toBe("first weights");
});

test("the documentation names the oldest git that will do", async () => {
  const setUp = await readFile(join(import.meta.dirname, "../../docs/set-up.md"), "utf8");
  expect(setUp).toContain(`git ${OLDEST_GIT} or later`);
});

test("the table of commands lists every command", () => {
  const listed = [...readme.matchAll(/^\| `([a-z]+)[ `]/gm)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(COMMANDS.map(({ name }) => name)));
});

test("every command has help with examples, and tells a misspelt option", async () => {
  const workspace = await createRegistry();
  for (const { name } of COMMANDS) {
    const help = await workspace.modelyard(name, "--help");
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toMatch(new RegExp(`Examples:\\n( {2}# .+\\n {2}modelyard ${name}.*\\n?)+`));
    expect(await workspace.modelyard(name, "--jsn")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Did you mean --json?") as string,
    });
  }
});
