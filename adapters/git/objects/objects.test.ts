import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createWorkspace } from "../../../test/support/workspace.ts";
import { GitObjects, withObjects } from "./objects.ts";

async function committed(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet");
  for (const [path, content] of Object.entries(files)) await workspace.write(path, content);
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start");
  return workspace.folder;
}

test("answers questions that overlap, each with its own objects, byte for byte, however large", async () => {
  const files = { small: "a\nb\n", empty: "", large: randomBytes(3_000_000), "with a space": "\n\n" };
  const folder = await committed(files);
  await withObjects(folder, async (objects) => {
    const names = Object.keys(files).map((path) => `HEAD:${path}`);
    const answers = await Promise.all([
      objects.read(names),
      objects.describe(names),
      objects.read([...names.toReversed(), "HEAD:none", "HEAD:small\nHEAD:large"]),
    ]);
    for (const answer of answers) expect([...answer.keys()].sort()).toEqual([...names].sort());
    for (const [path, content] of Object.entries(files)) {
      const [read, described, again] = answers.map((answer) => answer.get(`HEAD:${path}`));
      expect(read).toMatchObject({ type: "blob", sizeBytes: content.length });
      expect(described).toMatchObject({ id: read?.id, type: "blob", sizeBytes: content.length });
      for (const object of [read, again]) {
        expect(Buffer.from(content).equals((object as { bytes?: Buffer } | undefined)?.bytes ?? Buffer.from("?"))).toBe(
          true,
        );
      }
    }
    expect(await objects.read([])).toEqual(new Map());
  });
});

test("where there is no repository, every question fails with that", async () => {
  const { folder } = await createWorkspace();
  const objects = new GitObjects(folder);
  await expect(objects.describe(["HEAD"])).rejects.toMatchObject({ code: "git-failed" });
  await expect(objects.read(["HEAD"])).rejects.toThrow("not a git repository");
  await objects.close();
});
