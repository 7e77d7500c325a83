import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Workspace, createRegistry } from "../../support/workspace.ts";

const VERSION = "registry/models/churn/versions/1.0.0.yaml";
const STAGING = "registry/models/churn/stages/staging.yaml";

/** churn 1.0.0 is published and in staging. */
async function servedRegistry(): Promise<Workspace> {
  const workspace = await createRegistry();
  await workspace.modelyard("publish");
  await workspace.modelyard("promote", "churn@1.0.0", "staging");
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", "--message=Promote churn 1.0.0 to staging");
  return workspace;
}

describe("a checkout that is not what its commit has", () => {
  test("is refused by resolve and pull where an attribute made it so, although git sees no change", async () => {
    const workspace = await servedRegistry();
    const committed = await workspace.read(VERSION);
    await workspace.write(VERSION, `${committed}# $Id$\n`);
    await workspace.write(".gitattributes", "registry/models/churn/versions/*.yaml ident\n");
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Force an attribute past the check");
    await workspace.git("rm", "--quiet", "--cached", "-r", "registry");
    await workspace.git("reset", "--quiet", "--hard");
    expect(await workspace.read(VERSION)).toMatch(/\$Id: [0-9a-f]{40} \$/);
    expect(await workspace.git("status", "--porcelain")).toBe("");
    for (const words of [
      ["resolve", "churn@staging"],
      ["pull", "churn@staging", "-o", "model"],
    ]) {
      const ran = await workspace.modelyard(...words);
      expect(ran.exitCode).toBe(2);
      expect(ran.stderr).toContain(`${VERSION} is not as in the commit that is checked out, and git sees no change`);
      expect(ran.stderr).toContain("git check-attr -a");
    }
    await expect(readFile(join(workspace.folder, "model/model.bin"))).rejects.toThrow("ENOENT");
  });

  test("is refused by pull where somebody edited the version file", async () => {
    const workspace = await servedRegistry();
    await workspace.write(VERSION, (await workspace.read(VERSION)).replace(/author: .*/, "author: eve"));
    const ran = await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(`${VERSION} was edited`);
    await expect(readFile(join(workspace.folder, "model/model.bin"))).rejects.toThrow("ENOENT");
  });

  test("is said by pull where a stage was edited, which somebody is about to commit", async () => {
    const workspace = await servedRegistry();
    await workspace.write(STAGING, `# tried by hand\n${await workspace.read(STAGING)}`);
    const ran = await workspace.modelyard("pull", "churn@staging", "-o", "model");
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain(`warning: ${STAGING} was edited and is not committed`);
  });

  test("is said by pull where a stage or a version was never committed", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("promote", "churn@1.0.0", "staging");
    const staged = await workspace.modelyard("pull", "churn@staging", "-o", "model");
    expect(staged).toMatchObject({ exitCode: 0, stderr: `warning: ${STAGING} is not committed\n` });
    await workspace.write("out/model.bin", "other weights");
    await workspace.modelyard("draft", "churn", "--version", "1.1.0", "--artifact", "out/model.bin");
    const drafted = await workspace.modelyard("pull", "churn@1.1.0", "-o", "model");
    expect(drafted).toMatchObject({
      exitCode: 0,
      stderr: "warning: registry/models/churn/versions/1.1.0.yaml is not committed\n",
    });
  });

  test("with the line ends of Windows is the same", async () => {
    const workspace = await servedRegistry();
    await workspace.write(VERSION, (await workspace.read(VERSION)).replaceAll("\n", "\r\n"));
    expect(await workspace.modelyard("pull", "churn@1.0.0", "-o", "model")).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

test("pull refuses a version file that was committed after another one was published", async () => {
  const workspace = await servedRegistry();
  await workspace.write(VERSION, (await workspace.read(VERSION)).replace(/author: .*/, "author: eve"));
  await workspace.git("commit", "--quiet", "--all", "--message=Force an edit past the check");
  const ran = await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
  expect(ran.exitCode).toBe(4);
  expect(ran.stderr).toContain(`churn 1.0.0 was published with another version file than ${VERSION} is`);
  await expect(readFile(join(workspace.folder, "model/model.bin"))).rejects.toThrow("ENOENT");
});
