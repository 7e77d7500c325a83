import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { statusFile, versionFile } from "../support/sample-registry.ts";
import { folderWith } from "../support/folder.ts";
import { createRegistry, createWorkspace, draftVersion, program, testEnvironment } from "../support/workspace.ts";

test.for<[readonly string[], string]>([
  [
    ["resolve", "churn@production"],
    "error: churn has no version in production: nothing was promoted there yet\n  Promote one with modelyard promote churn@VERSION production, or see modelyard history churn production.\n",
  ],
  [
    ["resolve", "models:/churn/Production"],
    "error: churn has no version in production: nothing was promoted there yet\n",
  ],
  // Of two versions nobody can tell which was meant: the nearest in letters is not the nearest in meaning.
  [["promote", "churn@9.0.0", "staging"], "error: churn has no version or stage 9.0.0\n  churn has 1.0.0.\n"],
  [
    ["resolve", "models:/Churn/3"],
    'error: "Churn" is neither a model\'s name nor an alias of one\n  References: churn@1.3.0, ',
  ],
  [
    ["resolve", "churn@stagin"],
    "error: churn has no version or stage stagin\n  Did you mean staging? churn has 1.0.0.\n",
  ],
  [["show", "chrun"], "error: There is no model chrun\n  Did you mean churn? The registry has churn.\n"],
  [
    ["rollback", "churn", "production"],
    "error: There is nothing to roll production of churn back to: nothing was ever in production\n  Promote a version to it: modelyard promote churn@VERSION production.\n",
  ],
  [
    ["withdraw", "churn@1.0.0", "archive", "--reason", "Old."],
    'error: "archive" is not a status\n  A version can be archived, deprecated, rejected or yanked.\n',
  ],
  [
    ["draft", "churn@1.1.0", "--artifact", "out/model.bin"],
    'error: "churn@1.1.0" is a version, and a draft takes the model alone\n  Write modelyard draft churn --version 1.1.0 …\n',
  ],
  [
    ["dataset", "customers"],
    'error: "customers" stands where add belongs\n  Usage: modelyard dataset add NAME [options]\n',
  ],
  [
    ["diff", "churn@1.0.0"],
    "error: churn@1.0.0 is a version, and is compared with another version\n  Name both: modelyard diff churn@1.0.0 churn@latest. Or two commits: modelyard diff main my-branch.\n",
  ],
  [["diff", "main", "churn@1.0.0"], "error: churn@1.0.0 is a version, and is compared with another version\n"],
  [["diff", "nowhere"], "error: There is no commit nowhere\n"],
])("%s", async ([words, answer]) => {
  const workspace = await createRegistry();
  const { exitCode, stdout, stderr } = await workspace.modelyard(...words);
  expect({ exitCode, stdout, stderr: stderr.slice(0, answer.length) }).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: answer,
  });
});

test("a stage is emptied of a model that there is, and once", async () => {
  const workspace = await createRegistry();
  expect(await workspace.modelyard("promote", "chrun", "staging", "--clear")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "error: There is no model chrun\n  Did you mean churn? The registry has churn.\n",
  });
  await workspace.modelyard("promote", "churn", "staging", "--clear");
  expect((await workspace.modelyard("promote", "churn", "staging", "--clear")).stdout).toBe(
    "staging of churn is empty already; nothing changed.\n",
  );
});

test.each(["archived", "rejected", "yanked"])("a version that is %s is promoted no more", async (status) => {
  const workspace = await createRegistry();
  await workspace.modelyard("withdraw", "churn@1.0.0", status, "--reason", "Leaks the label.");
  expect(await workspace.modelyard("promote", "churn@1.0.0", "staging")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: `error: churn 1.0.0 is ${status}: Leaks the label.\n  Promote another version. Deleting registry/models/churn/status/1.0.0.yaml would lift the withdrawal.\n`,
  });
});

test("a version in two stages leaves both before it is withdrawn", async () => {
  const workspace = await createRegistry();
  for (const stage of ["staging", "production"]) await workspace.modelyard("promote", "churn@1.0.0", stage);
  expect((await workspace.modelyard("withdraw", "churn@1.0.0", "yanked", "--reason", "Old.")).stderr).toContain(
    "is in production and staging, so it cannot be yanked\n  Take it out of each first",
  );
});

test("what a stage held then comes as a version or as JSON", async () => {
  const workspace = await createRegistry();
  await workspace.modelyard("promote", "churn@1.0.0", "staging");
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", "--message=Promote churn");
  const at = new Date().toISOString();
  const asked = ["resolve", "churn@staging", "--at", at];
  expect(await workspace.modelyard(...asked)).toEqual({ exitCode: 0, stdout: "1.0.0\n", stderr: "" });
  const { stdout } = await workspace.modelyard(...asked, "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({ version: "1.0.0", stage: "staging" });
  for (const format of ["env", "path"]) {
    expect(await workspace.modelyard(...asked, "--format", format)).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining(`--at and --format ${format} do not go together`) as string,
    });
  }
});

test("a commit that a shallow clone does not reach is said to be missing there alone", async () => {
  const workspace = await createRegistry();
  await workspace.git("clone", "--quiet", "--depth=1", `file://${workspace.folder}`, "shallow");
  const { exitCode, stderr } = await workspace.modelyard("validate", "--base", "HEAD~1", "-C", "shallow");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("There is no commit HEAD~1\n  This clone is shallow");
});

test("two promotions at once are told apart", async () => {
  const workspace = await createRegistry();
  await draftVersion(workspace, "1.1.0", "second weights");
  await workspace.modelyard("publish");
  await workspace.modelyard("promote", "churn@1.0.0", "production");
  await workspace.modelyard("promote", "churn@1.1.0", "staging");
  const { stdout } = await workspace.modelyard("validate", "--base", "main");
  expect(stdout).toContain(
    "no findings. churn in production: refused by its gates. churn in staging: may be merged.\n",
  );
});

test("what a promotion lacks in the store comes with the command that brings it there", async () => {
  const workspace = await createRegistry();
  await rm(join(workspace.folder, "store"), { recursive: true });
  await workspace.modelyard("promote", "churn@1.0.0", "staging");
  const failed = await workspace.modelyard("validate", "--base", "main");
  expect(failed.stdout).toContain("save its files first: modelyard publish --from FOLDER\n");
  await workspace.modelyard("publish", "--from", "out");
  expect((await workspace.modelyard("validate", "--base", "main")).stdout).toContain("may be merged");
});

test("a comparison calls the two versions by their names", async () => {
  const workspace = await createRegistry();
  await workspace.write("signature.json", JSON.stringify({ inputs: [{ name: "age", type: "long" }], outputs: [] }));
  const words = ["--artifact", "out/model.bin", "--signature", "signature.json"];
  await workspace.modelyard("draft", "churn", "--version", "1.1.0", ...words);
  const { stdout } = await workspace.modelyard("diff", "churn@1.0.0", "churn@1.1.0");
  expect(stdout).toContain("signature\n  churn 1.0.0 does not declare its inputs\n");
});

test("a list of packages that names another says which one is missing", async () => {
  const workspace = await createRegistry();
  await workspace.write("requirements.txt", "numpy==2.0.0\n-r base.txt\n");
  const words = ["--bump", "minor", "--artifact", "out/model.bin", "--environment", "requirements.txt"];
  const { exitCode, stderr } = await workspace.modelyard("draft", "churn", ...words);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("requirements.txt names base.txt with -r, and there is no such file.\n");
});

test("a comparison shows long values in short, and empty ones at all", async () => {
  const workspace = await createRegistry();
  await workspace.write("params.json", JSON.stringify({ notes: "x".repeat(5000), tag: "" }));
  await workspace.write("requirements.txt", "numpy\n");
  const sources = ["--params", "params.json", "--environment", "requirements.txt"];
  await workspace.modelyard("draft", "churn", "--version", "1.1.0", "--artifact", "out/model.bin", ...sources);
  const { stdout } = await workspace.modelyard("diff", "churn@1.0.0", "churn@1.1.0");
  expect(stdout).toContain(`  notes  ${"x".repeat(79)}… (new)\n  tag  "" (new)\n`);
  expect(stdout).toContain("  numpy  any version (new)\n");
});

test("of many versions, the highest are named", async () => {
  const workspace = await createRegistry();
  for (let minor = 1; minor < 11; minor++) await draftVersion(workspace, `1.${minor}.0`, `weights ${minor}`);
  const many = "11 versions, the highest 1.8.0, 1.9.0 and 1.10.0.";
  expect((await workspace.modelyard("show", "churn@2.0.0")).stderr).toContain(`churn has ${many}`);
  await workspace.write(
    "registry/models/churn/stages/staging.yaml",
    'schema: stage/1\nmodel: churn\nstage: staging\nversion: "2.0.0"\n',
  );
  expect((await workspace.modelyard("validate")).stdout).toContain(`It has ${many}`);
});

test.for<[string, string | Uint8Array, string]>([
  [
    "bytes that are no text",
    Buffer.from("schema: model/1\nname: churn\ndescription: caf\xe9 au lait\n", "latin1"),
    "registry/models/churn/model.yaml:3:17  error  yaml-syntax\n\n  2 │ name: churn\n  3 │ description: caf\ufffd au lait\n    │                 ^ The file is not UTF-8 text from here on\n",
  ],
  [
    "a file of PowerShell",
    Buffer.from("\ufeffschema: model/1\n", "utf16le"),
    "registry/models/churn/model.yaml:1:1  error  yaml-syntax\n\n  1 │ \n    │ ^ The file is UTF-16 text, not UTF-8\n",
  ],
  ["no kind", "name: churn\n", "`schema` is missing\n\n  Write `schema: model/1` as its first key.\n"],
  ["nothing but a key", "tags: [a]\n", "`schema` and `name` are missing\n\n  Add `schema: …` and `name: …`.\n"],
  ["a key too few", "schema: model/1\n", "`name` is missing\n\n  Add `name: …`."],
])("a file with %s is told so at its place", async ([, content, words]) => {
  const workspace = await createRegistry();
  await workspace.write("registry/models/churn/model.yaml", content);
  expect((await workspace.modelyard("validate")).stdout).toContain(words);
});

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
  const told = JSON.parse(stdout.replace(/^-+/, "")) as { readonly artifacts: readonly unknown[] };
  expect(told.artifacts).toHaveLength(500);
});

test("what nobody takes of errors and warnings changes no exit code", async () => {
  const workspace = await createRegistry();
  const [closed, full] = [
    '("$NODE" "$MODELYARD" nope 2>&1; echo $? >&3) 3>&2 | true',
    '"$NODE" "$MODELYARD" nope 2>/dev/full; echo $? >&2',
  ];
  for (const line of [closed, full]) expect(await shell(workspace.folder, line)).toMatchObject({ stderr: "2\n" });
});

test("options may stand before the command, and are told of where they are none", async () => {
  const workspace = await createRegistry();
  const elsewhere = await createWorkspace();
  const { stdout } = await workspace.modelyard("show", "--json");
  for (const words of [
    ["--json", "-C", workspace.folder, "show"],
    [`-C${workspace.folder}`, "--json", "show"],
    [`--directory=${workspace.folder}`, "show", "--json"],
  ]) {
    expect(await elsewhere.modelyard(...words)).toEqual({ exitCode: 0, stdout, stderr: "" });
  }
  expect((await elsewhere.modelyard("--help", "show")).stdout).toContain("Usage: modelyard show");
  expect((await elsewhere.modelyard("-C", workspace.folder)).stdout).toContain("Usage: modelyard COMMAND");
  expect(await elsewhere.modelyard("--jsn")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "error: Unknown option '--jsn'\n  Did you mean --json? See modelyard --help.\n",
  });
  expect((await elsewhere.modelyard("-C")).stderr).toContain("argument missing\n  See modelyard --help.");
});

test("an answer that cannot be written is an error in words", async () => {
  const workspace = await createRegistry();
  for (const words of ["show", "show --json", "show chrun --json"]) {
    const { stderr } = await shell(workspace.folder, `"$NODE" "$MODELYARD" ${words} > /dev/full; echo $? >&2`);
    expect(stderr).toMatch(/^error: What there is to say could not be written: .*\n {2}See where .*\n4\n$/);
  }
});
