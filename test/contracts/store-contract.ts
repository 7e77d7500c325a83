import { createHash } from "node:crypto";
import { appendFile, mkdir, open, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ModelyardError } from "../../core/errors.ts";
import { planRelease } from "../../core/store/plan.ts";
import type { ArtifactStore, Content } from "../../core/store/store.ts";
import type { Artifact, ModelVersion } from "../../schemas/generated/types.ts";
import { folderWith } from "../support/folder.ts";

/** One kind of store, empty, for one test. */
export interface StoreWorld {
  /** Opens it as a new process does: what an earlier one remembers is not there. */
  open(): ArtifactStore;
  /** Changes an artifact's first byte at rest, where the store keeps files that somebody can reach. */
  damage?(artifact: Artifact): Promise<void>;
}

/** A file that is small, one that a store splits or sends in parts, one in a folder, and an empty one. */
export interface Sizes {
  readonly smallBytes: number;
  readonly largeBytes: number;
}

interface Sample {
  readonly artifact: Artifact;
  readonly bytes: Buffer;
  readonly content: Content;
}

const NAME = { model: "churn", version: "1.0.0" };
const SEAL = { versionFile: Buffer.from("schema: model-version/1\n"), commit: undefined, notes: "Trained in June." };

/** What every store must do (core/store/store.ts). */
export function storeContract(kind: string, createWorld: () => Promise<StoreWorld>, sizes: Sizes): void {
  const small = sample("model.bin", sizes.smallBytes, 1);
  const large = sample("bundle/data/large.bin", sizes.largeBytes, 2);
  const empty = sample("bundle/__init__.py", 0, 0);
  const all = [small, large, empty];
  const artifacts = all.map(({ artifact }) => artifact);

  const saveAll = async (store: ArtifactStore) => {
    for (const { artifact, content } of all) await store.save(NAME, artifact, content);
  };

  describe(`the ${kind} store`, () => {
    test("holds nothing at first", async () => {
      const store = (await createWorld()).open();
      expect(await store.inspect(NAME, artifacts)).toEqual({ state: "absent" });
      await expect(bytesOf(store, small.artifact)).rejects.toMatchObject({ code: "artifact-not-stored" });
    });

    test("has a draft of what was saved, and says how much was moved", async () => {
      const world = await createWorld();
      const moved = { bytes: 0 };
      for (const { artifact, content } of [small, large]) {
        const onBytes = (bytes: number) => (moved.bytes += bytes);
        expect(await world.open().save(NAME, artifact, content, { onBytes })).toBe("saved");
      }
      expect(moved.bytes).toBe(sizes.smallBytes + sizes.largeBytes);
      const stored = await world.open().inspect(NAME, [small.artifact, large.artifact]);
      expect(stored).toMatchObject({ state: "draft" });
      expectHeld(stored, [small, large]);
    });

    test("does not take again what it has", async () => {
      const world = await createWorld();
      await saveAll(world.open());
      for (const { artifact, content } of all)
        expect(await world.open().save(NAME, artifact, content)).toBe("already-there");
    });

    test.each(["small", "large"] as const)("gives the %s file back from any offset", async (which) => {
      const world = await createWorld();
      await saveAll(world.open());
      const { artifact, bytes } = which === "small" ? small : large;
      const middle = Math.floor(bytes.length / 2);
      for (const offset of [0, 1, middle, bytes.length - 1, bytes.length])
        expect((await bytesOf(world.open(), artifact, offset)).equals(bytes.subarray(offset))).toBe(true);
      expect(await bytesOf(world.open(), empty.artifact)).toHaveLength(0);
    });

    test.each([
      ["other bytes", (bytes: Buffer) => changed(bytes)],
      ["fewer bytes", (bytes: Buffer) => bytes.subarray(1)],
      ["more bytes", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("x")])],
    ])("stores nothing where the content has %s", async (_, change) => {
      const world = await createWorld();
      for (const { artifact, bytes, content } of [small, large]) {
        const wrong = contentOf(change(bytes));
        await expect(world.open().save(NAME, artifact, wrong)).rejects.toMatchObject({ code: "digest-mismatch" });
        expect(wholeOf(await world.open().inspect(NAME, [artifact]))).toEqual([]);
        expect(await world.open().save(NAME, artifact, content)).toBe("saved");
        expect((await bytesOf(world.open(), artifact)).equals(bytes)).toBe(true);
      }
    });

    test("stores nothing of a content that breaks off, and takes it when it is whole", async () => {
      const world = await createWorld();
      for (const { artifact, bytes, content } of [small, large]) {
        const broken = brokenContent(bytes, Math.floor(bytes.length / 2));
        await expect(world.open().save(NAME, artifact, broken)).rejects.toThrow("the disk broke");
        expect(wholeOf(await world.open().inspect(NAME, [artifact]))).toEqual([]);
        await world.open().save(NAME, artifact, content);
        expect((await bytesOf(world.open(), artifact)).equals(bytes)).toBe(true);
      }
    });

    test.each([
      ["is gone", (file: string) => rm(file)],
      ["is a folder by now", async (file: string) => rm(file).then(() => mkdir(file))],
    ])("names a local file that %s, and does not try it again", async (_, change) => {
      const world = await createWorld();
      for (const { artifact, bytes, content } of [small, large]) {
        const file = join(await folderWith({ "out/model.bin": bytes }), "out/model.bin");
        await change(file);
        const local = localContent(file, bytes.length);
        const error: unknown = await world
          .open()
          .save(NAME, artifact, local)
          .catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: "file-unreadable", path: file });
        expect((error as Error).message).toContain(file);
        expect(local.opened()).toBe(1);
        expect(wholeOf(await world.open().inspect(NAME, [artifact]))).toEqual([]);
        expect(await world.open().save(NAME, artifact, content)).toBe("saved");
      }
    });

    test.each([
      ["grows", (file: string) => appendFile(file, "more")],
      ["shrinks", (file: string, { length }: Buffer) => truncate(file, Math.floor(length / 2))],
      ["is emptied", (file: string) => truncate(file, 0)],
      ["is written again", (file: string, bytes: Buffer) => writeFile(file, inverted(bytes))],
      ["is replaced", async (file: string, bytes: Buffer) => replace(file, inverted(bytes))],
      [
        "is replaced by a longer one",
        async (file: string, bytes: Buffer) => replace(file, Buffer.concat([bytes, bytes])),
      ],
      ["is removed", (file: string) => rm(file)],
    ])("stores nothing but the registered bytes of a local file that %s while it is read", async (_, change) => {
      const world = await createWorld();
      for (const { artifact, bytes, content } of [small, large]) {
        const version = (moment: number) => ({ ...NAME, version: `2.0.${moment}` });
        for (let moment = 1; moment <= MOMENTS; moment++) {
          const file = join(await folderWith({ "out/model.bin": bytes }), "out/model.bin");
          const local = localContent(file, bytes.length, { moment, change: () => change(file, bytes) });
          const told = await world
            .open()
            .save(version(moment), artifact, local)
            .then(() => "saved", tellOf(file));
          const isHeld = wholeOf(await world.open().inspect(version(moment), [artifact])).length > 0;
          const held = isHeld && (await bytesOf(world.open(), artifact, 0, version(moment)));
          expect([
            { told: "saved", held: bytes },
            { told: "digest-mismatch of the file", held: false },
            { told: "file-unreadable of the file", held: false },
          ]).toContainEqual({ told, held });
        }
        await world.open().save(NAME, artifact, content);
        expect((await bytesOf(world.open(), artifact)).equals(bytes)).toBe(true);
      }
    });

    test("takes the same file from two processes at once", async () => {
      const world = await createWorld();
      for (const { artifact, content, bytes } of [small, large]) {
        await Promise.all([1, 2].map(() => world.open().save(NAME, artifact, content)));
        expect((await bytesOf(world.open(), artifact)).equals(bytes)).toBe(true);
      }
    });

    test("keeps the same bytes under two paths, and in two versions", async () => {
      const world = await createWorld();
      const copy = { ...small.artifact, path: "copy.bin" };
      const both = [small.artifact, copy];
      const other = { ...NAME, version: "1.1.0" };
      for (const name of [NAME, other])
        for (const artifact of both) await world.open().save(name, artifact, small.content);
      await world.open().seal(NAME, both, SEAL);
      await world.open().seal(other, both, SEAL);
      for (const name of [NAME, other]) {
        expect(await world.open().inspect(name, both)).toMatchObject({ state: "published", files: [{}, {}] });
        expect((await bytesOf(world.open(), copy, 0, name)).equals(small.bytes)).toBe(true);
      }
    });

    test("seals a whole version, and then holds exactly what is registered", async () => {
      const world = await createWorld();
      await saveAll(world.open());
      await world.open().seal(NAME, artifacts, SEAL);
      const stored = await world.open().inspect(NAME, artifacts);
      expect(stored).toMatchObject({ state: "published" });
      expectHeld(stored, all);
      const version = { ...NAME, artifacts } as unknown as ModelVersion;
      expect(planRelease(version, sha256(SEAL.versionFile), stored)).toEqual({ action: "nothing" });
      expect(planRelease(version, sha256(Buffer.from("another")), stored)).toMatchObject({ action: "refuse" });
    });

    test("does not seal a version of which something is missing", async () => {
      const world = await createWorld();
      await world.open().save(NAME, small.artifact, small.content);
      await expect(world.open().seal(NAME, artifacts, SEAL)).rejects.toMatchObject({ code: "artifact-not-stored" });
      expect(await world.open().inspect(NAME, artifacts)).toMatchObject({ state: "draft" });
      await saveAll(world.open());
      await world.open().seal(NAME, artifacts, SEAL);
      expect(await world.open().inspect(NAME, artifacts)).toMatchObject({ state: "published" });
    });

    test("never changes what is sealed", async () => {
      const world = await createWorld();
      await saveAll(world.open());
      await world.open().seal(NAME, artifacts, SEAL);
      const before = await world.open().inspect(NAME, artifacts);
      const other = { ...SEAL, versionFile: Buffer.from("another") };
      await expect(world.open().seal(NAME, artifacts, other)).rejects.toMatchObject({ code: "already-published" });
      // Whoever lost the answer seals again: that may be refused, and changes nothing.
      expect([undefined, "already-published"]).toContain(await outcomeOf(world.open().seal(NAME, artifacts, SEAL)));
      expect(await world.open().inspect(NAME, artifacts)).toEqual(before);
      expect((await bytesOf(world.open(), large.artifact)).equals(large.bytes)).toBe(true);
    });

    test("tells by the bytes what was published and has changed since, and repairs it", async (context) => {
      const world = await createWorld();
      if (world.damage === undefined) return context.skip();
      await saveAll(world.open());
      await world.open().seal(NAME, artifacts, SEAL);
      for (const { artifact, content, bytes } of [small, large]) {
        await world.damage(artifact);
        const stored = await world.open().inspect(NAME, artifacts, { byBytes: true });
        const found = stored.state === "absent" ? [] : stored.files.filter(({ path }) => path === artifact.path);
        expect(found).toMatchObject([{ sizeBytes: artifact.size }]);
        expect(found[0]?.sha256).not.toBe(artifact.sha256);
        await world.open().repair(NAME, artifacts, { contents: new Map([[artifact, content]]), seal: SEAL });
        expect((await bytesOf(world.open(), artifact)).equals(bytes)).toBe(true);
      }
      const right = artifacts.map(({ path, sha256 }) => ({ path, sha256 }));
      expect(await world.open().inspect(NAME, artifacts, { byBytes: true })).toMatchObject({
        state: "published",
        files: right,
        document: { damaged: [] },
      });
    });

    test("notices bytes that changed at rest, and does not seal them", async (context) => {
      const world = await createWorld();
      if (world.damage === undefined) return context.skip();
      for (const { artifact, content, bytes } of [small, large]) {
        await world.open().save(NAME, artifact, content);
        await world.damage(artifact);
        const sealing = world.open().seal(NAME, [artifact], SEAL);
        await expect(sealing).rejects.toMatchObject({ code: expect.stringMatching(/damaged|not-stored/) as string });
        expect(await world.open().inspect(NAME, [artifact])).toMatchObject({ state: "draft" });
        expect(await world.open().save(NAME, artifact, content)).toBe("saved");
        expect((await bytesOf(world.open(), artifact)).equals(bytes)).toBe(true);
      }
    });
  });
}

function sample(path: string, sizeBytes: number, seed: number): Sample {
  const bytes = Buffer.alloc(sizeBytes);
  // No two parts are alike, so that a part in a wrong place is noticed.
  for (let at = 0; at < sizeBytes; at += 4)
    bytes.writeUInt8((at * 31 + (at >> 8) * 7 + (at >> 16) * 3 + seed) & 255, at);
  return { artifact: { path, size: sizeBytes, sha256: sha256(bytes) }, bytes, content: contentOf(bytes) };
}

function contentOf(bytes: Buffer): Content {
  return { open: (offsetBytes) => chunksOf(bytes, offsetBytes) };
}

function brokenContent(bytes: Buffer, afterBytes: number): Content {
  return {
    async *open(offsetBytes) {
      yield* chunksOf(bytes.subarray(0, afterBytes), offsetBytes);
      throw new Error("the disk broke");
    },
  };
}

const PIECES = 7;
/** A store may read a file twice. */
const MOMENTS = 2 * PIECES;

/** A local file that changes after so many of its pieces were read, counted over all that is opened. */
function localContent(
  file: string,
  sizeBytes: number,
  change?: { readonly moment: number; readonly change: () => Promise<void> },
): Content & { opened(): number } {
  const seen = { opened: 0, pieces: 0 };
  return {
    file,
    opened: () => seen.opened,
    async *open(offsetBytes) {
      seen.opened++;
      const handle = await open(file, "r");
      try {
        const buffer = Buffer.alloc(Math.max(1, Math.ceil(sizeBytes / PIECES)));
        for (let at = offsetBytes; ;) {
          const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
          if (bytesRead === 0) return;
          at += bytesRead;
          yield Buffer.from(buffer.subarray(0, bytesRead));
          if (++seen.pieces === change?.moment) await change.change();
        }
      } finally {
        await handle.close();
      }
    },
  };
}

/** An error's code, and whether it names the file. */
function tellOf(file: string): (error: Error) => string {
  return (error) => {
    if (!(error instanceof ModelyardError)) throw error;
    return error.path === file && error.message.includes(file) ? `${error.code} of the file` : error.message;
  };
}

async function replace(file: string, bytes: Buffer): Promise<void> {
  await writeFile(`${file}.new`, bytes);
  await rename(`${file}.new`, file);
}

function inverted(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 255));
}

async function* chunksOf(bytes: Buffer, offsetBytes: number): AsyncIterable<Uint8Array> {
  const step = Math.max(1, Math.min(256 * 1024, Math.ceil(bytes.length / 7)));
  for (let at = offsetBytes; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

async function bytesOf(store: ArtifactStore, artifact: Artifact, offsetBytes = 0, name = NAME): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(name, artifact, offsetBytes)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** What a call gives, or the code of the error that it ends in. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => (error instanceof ModelyardError ? error.code : error));
}

type Stored = Awaited<ReturnType<ArtifactStore["inspect"]>>;

function wholeOf(stored: Stored): readonly string[] {
  if (stored.state === "absent") return [];
  return stored.files.filter(({ complete }) => complete).map(({ path }) => path);
}

/** Each file is there by size, and by digest where the store tells one. */
function expectHeld(stored: Stored, samples: readonly Sample[]): void {
  const files = stored.state === "absent" ? [] : stored.files;
  for (const { artifact } of samples) {
    const { path, size: sizeBytes, sha256 } = artifact;
    const file = files.find((each) => each.path === path);
    expect(file).toMatchObject({ path, sizeBytes, complete: true });
    expect([undefined, sha256]).toContain(file?.sha256);
  }
  expect(files).toHaveLength(samples.length);
}

function changed(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
