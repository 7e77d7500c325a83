import { expect, test } from "vitest";
import { createRegistry, draftVersion } from "../../support/workspace.ts";

test("a commit that a shallow clone does not reach is said to be missing there alone", async () => {
  const workspace = await createRegistry();
  await workspace.git("clone", "--quiet", "--depth=1", `file://${workspace.folder}`, "shallow");
  const { exitCode, stderr } = await workspace.modelyard("validate", "--base", "HEAD~1", "-C", "shallow");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("There is no commit HEAD~1\n  This clone is shallow");
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
])("a file with %s is named at its place", async ([, content, words]) => {
  const workspace = await createRegistry();
  await workspace.write("registry/models/churn/model.yaml", content);
  expect((await workspace.modelyard("validate")).stdout).toContain(words);
});
