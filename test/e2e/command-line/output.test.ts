import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { folderWith } from "../../support/folder.ts";
import { statusFile, versionFile } from "../../support/sample-registry.ts";
import { createRegistry, program, testEnvironment } from "../../support/workspace.ts";

async function shell(folder: string, line: string): Promise<{ stdout: string; stderr: string }> {
  const env = { ...testEnvironment(folder), NODE: process.execPath, MODELYARD: program };
  return new Promise((resolve) => {
    execFile("bash", ["-c", line], { cwd: folder, env }, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
}

test("a reader that stops reading changes no exit code", async () => {
  const workspace = await createRegistry();
  await workspace.write("registry/models/churn/model.yaml", "schema: model/1\nnam: churn\n");
  const closed = 'true | ("$NODE" "$MODELYARD" validate; echo $? >&2) | true';
  expect(await shell(workspace.folder, closed)).toMatchObject({ stderr: "1\n" });
});

test("a pipe that does not wait gets the whole answer, however slowly it is read", async () => {
  const artifacts = Array.from({ length: 500 }, (_, place) => ({
    path: `part-${place}.bin`,
    size: 1,
    sha256: "0".repeat(64),
  }));
  const files = { ...versionFile("churn", "2.0.0", { artifacts }), ...statusFile("churn", "2.0.0", "deprecated") };
  // While Node has a stream for a pipe, no write to it waits.
  const beside = `import { writeFileSync } from "node:fs";
process.stdout.write("-".repeat(65_536), () => writeFileSync("full", "\\n"));
setInterval(() => {}, 1000);
`;
  const folder = await folderWith({ ...files, "beside.mjs": beside });
  const answer = '"$NODE" "$MODELYARD" resolve churn@2.0.0 --format json';
  const writing = `"$NODE" beside.mjs & read -r _ < full; ${answer} 2> go; kill $!`;
  // Reading starts with the warning, and takes a line letter by letter.
  const reading = 'read -r _ < go; while IFS= read -r line; do echo "$line"; done';
  const { stdout } = await shell(folder, `mkfifo full go; (${writing}) | (${reading})`);
  const answered = JSON.parse(stdout.replace(/^-+/, "")) as { readonly artifacts: readonly unknown[] };
  expect(answered.artifacts).toHaveLength(500);
});

test("what nobody takes of errors and warnings changes no exit code", async () => {
  const workspace = await createRegistry();
  const [closed, full] = [
    '("$NODE" "$MODELYARD" nope 2>&1; echo $? >&3) 3>&2 | true',
    '"$NODE" "$MODELYARD" nope 2>/dev/full; echo $? >&2',
  ];
  for (const line of [closed, full]) expect(await shell(workspace.folder, line)).toMatchObject({ stderr: "2\n" });
});

test("an answer that cannot be written is an error in words", async () => {
  const workspace = await createRegistry();
  for (const words of ["show", "show --json", "show chrun --json"]) {
    const { stderr } = await shell(workspace.folder, `"$NODE" "$MODELYARD" ${words} > /dev/full; echo $? >&2`);
    expect(stderr).toMatch(/^error: What there is to say could not be written: .*\n {2}See where .*\n4\n$/);
  }
});
