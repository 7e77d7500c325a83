import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ownMark } from "../../../adapters/process/process-mark.ts";
import { openFileStore } from "../../../adapters/stores/file-store.ts";
import { deadMark } from "../../support/dead-process.ts";
import type { ModelyardError } from "../../../core/errors.ts";
import { folderWith } from "../../support/folder.ts";

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

  const state = { repairing: true };
  const repair = async () => {
    const saving = [1, 2, 3].map(() => openFileStore(root).save(NAME, ARTIFACT, CONTENT));
    return Promise.all(saving).finally(() => (state.repairing = false));
  };
  const look = async () => {
    while (state.repairing) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of openFileStore(root).read(NAME, ARTIFACT, 0)) chunks.push(chunk);
      expect([DAMAGED, RIGHT].some((bytes) => bytes.equals(Buffer.concat(chunks)))).toBe(true);
    }
  };
  const [saved] = await Promise.all([repair(), look()]);

  expect(saved).toContain("saved");
  expect(await readFile(object)).toEqual(RIGHT);
  const kept = (await readdir(dirname(object))).filter((name) => name !== ARTIFACT.sha256.slice(2));
  expect(kept.length).toBeGreaterThanOrEqual(1);
  for (const name of kept) {
    expect(name).toContain(".damaged-");
    expect(await readFile(join(dirname(object), name))).toEqual(DAMAGED);
  }
});

test("of two runs that seal one version with different files at once, one does", async () => {
  for (let round = 0; round < 20; round++) {
    const root = await folderWith({});
    await openFileStore(root).save(NAME, ARTIFACT, CONTENT);
    const files = ["one", "two"].map((text) => Buffer.from(`${text}\n`));
    const sealing = files.map((versionFile) =>
      openFileStore(root).seal(NAME, [ARTIFACT], { versionFile, commit: undefined, notes: "" }),
    );
    const sealed = await Promise.allSettled(sealing);
    const winner = sealed.findIndex(({ status }) => status === "fulfilled");
    expect(sealed.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const loser = sealed.find((each) => each.status === "rejected");
    expect(["already-published", "store-damaged"]).toContain((loser?.reason as ModelyardError | undefined)?.code);
    const folder = join(root, "versions/churn/1.0.0");
    expect(await readFile(join(folder, "version.yaml"))).toEqual(files[winner]);
    expect((await readdir(folder)).toSorted()).toEqual(["SHA256SUMS", "sealed.json", "version.yaml"]);
    const sha256 = createHash("sha256")
      .update(files[winner] ?? "")
      .digest("hex");
    expect(await openFileStore(root).inspect(NAME, [ARTIFACT])).toMatchObject({ document: { sha256 } });
  }
});

test("what a killed run has left of a file goes with the next one that saves it; what another has in hand stays", async () => {
  const root = await folderWith({});
  const object = join(root, "sha256", ARTIFACT.sha256.slice(0, 2), ARTIFACT.sha256.slice(2));
  await mkdir(dirname(object), { recursive: true });
  const left = (mark: string) => join(dirname(object), `.${basename(object)}.${mark}.${randomUUID()}.tmp`);
  const inHand = [left(ownMark()), left(`00000000-${process.pid}`)];
  for (const path of [left(await deadMark()), ...inHand]) await writeFile(path, "half");
  expect(await openFileStore(root).save(NAME, ARTIFACT, CONTENT)).toBe("saved");
  expect((await readdir(dirname(object))).toSorted()).toEqual(
    [object, ...inHand].map((path) => basename(path)).toSorted(),
  );
});
