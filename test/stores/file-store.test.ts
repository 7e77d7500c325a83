import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { openFileStore } from "../../adapters/stores/file-store.ts";
import { folderWith } from "../support/folder.ts";

const NAME = { model: "churn", version: "1.0.0" };
const RIGHT = Buffer.alloc(1024 * 1024, "right");
const DAMAGED = Buffer.alloc(1024 * 1024, "wrong");
const ARTIFACT = { path: "model.bin", size: RIGHT.length, sha256: createHash("sha256").update(RIGHT).digest("hex") };
const CONTENT = {
  async *open() {
    yield RIGHT;
  },
};

test("damaged bytes are mended without being gone for a moment, and kept once", async () => {
  const root = await folderWith({});
  const object = join(root, "sha256", ARTIFACT.sha256.slice(0, 2), ARTIFACT.sha256.slice(2));
  await mkdir(dirname(object), { recursive: true });
  await writeFile(object, DAMAGED);

  const state = { mending: true };
  const mend = async () => {
    const saving = [1, 2, 3].map(() => openFileStore(root).save(NAME, ARTIFACT, CONTENT));
    return Promise.all(saving).finally(() => (state.mending = false));
  };
  const look = async () => {
    while (state.mending) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of openFileStore(root).read(NAME, ARTIFACT, 0)) chunks.push(chunk);
      expect([DAMAGED, RIGHT].some((bytes) => bytes.equals(Buffer.concat(chunks)))).toBe(true);
    }
  };
  const [saved] = await Promise.all([mend(), look()]);

  expect(saved).toContain("saved");
  expect(await readFile(object)).toEqual(RIGHT);
  const kept = (await readdir(dirname(object))).filter((name) => name !== ARTIFACT.sha256.slice(2));
  expect(kept.length).toBeGreaterThanOrEqual(1);
  for (const name of kept) {
    expect(name).toContain(".damaged-");
    expect(await readFile(join(dirname(object), name))).toEqual(DAMAGED);
  }
});
