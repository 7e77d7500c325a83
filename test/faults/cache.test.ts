import { EventEmitter, once } from "node:events";
import { chmod, mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ArtifactCache } from "../../adapters/cache/artifact-cache.ts";
import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { ownMark } from "../../adapters/process/process-mark.ts";
import { deadMark } from "../support/dead-process.ts";
import { enter } from "../support/ledger.ts";
import { asNobody } from "../support/nobody.ts";
import { folderWith } from "../support/folder.ts";
import { createRegistry, program, runProgram, testEnvironment } from "../support/workspace.ts";

describe("a cache that is no place to write to", () => {
  const digest = sha256OfBytes("first weights");

  test.each<[string, (cache: string) => Promise<unknown>]>([
    ["a folder that may not be written to", (cache) => mkdir(cache).then(() => chmod(cache, 0o555))],
    [
      "another user's folder in it",
      async (cache) => {
        await mkdir(join(cache, "sha256", digest.slice(0, 2)), { recursive: true });
        await chmod(join(cache, "sha256", digest.slice(0, 2)), 0o555);
      },
    ],
    [
      "another user's file in it",
      async (cache) => {
        await mkdir(join(cache, "sha256", digest.slice(0, 2)), { recursive: true });
        await writeFile(join(cache, "sha256", digest.slice(0, 2), digest.slice(2)), "first weights", { mode: 0 });
      },
    ],
    ["a file in its place", (cache) => writeFile(cache, "")],
    ["a file where a folder belongs", (cache) => mkdir(cache).then(() => writeFile(join(cache, "partial"), ""))],
    [
      "a folder where a file belongs",
      (cache) => mkdir(join(cache, "sha256", digest.slice(0, 2), digest.slice(2), "x"), { recursive: true }),
    ],
  ])("is none: %s", async (what, spoil) => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await spoil(join(workspace.folder, ".cache"));
    const ran = await asNobody(workspace, ["pull", "churn@1.0.0", "-o", "model"]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("verified") as string });
    expect(await workspace.read("model/model.bin")).toBe("first weights");
    expect((await readdir(workspace.folder)).filter((name) => name.startsWith(".model."))).toEqual([]);
    await enter({ fault: `the cache: ${what}`, trials: 1, lost: 0 });
  });

  test.skipIf(process.getuid?.() !== 0)("is that of a user who has no home, as in some containers", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await mkdir(join(workspace.folder, "deploy"));
    await chmod(workspace.folder, 0o755);
    await chmod(join(workspace.folder, "deploy"), 0o777);
    const { HOME: _, MODELYARD_CACHE: __, ...env } = testEnvironment(workspace.folder);
    for (const words of [["validate"], ["pull", "churn@1.0.0", "-o", "deploy/model"]]) {
      const ran = await runProgram(process.execPath, [program, ...words], {
        cwd: workspace.folder,
        env: {
          ...env,
          TMPDIR: tmpdir(),
          GIT_CONFIG_COUNT: "1",
          GIT_CONFIG_KEY_0: "safe.directory",
          GIT_CONFIG_VALUE_0: "*",
        },
        uid: 54321,
        gid: 54321,
      });
      expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    }
    expect(await workspace.read("deploy/model/model.bin")).toBe("first weights");
  });
});

const BYTES = Buffer.from(Array.from({ length: 64 * 1024 }, (_, index) => (index * 31 + (index >> 8)) & 255));
const ARTIFACT = { path: "model.bin", size: BYTES.length, sha256: sha256OfBytes(BYTES) };

/** Gives the first half at once, and the rest when it is let go. */
function haltingSource() {
  const events = new EventEmitter();
  const letGo = once(events, "on");
  return {
    isHalf: once(events, "half"),
    goOn: () => events.emit("on"),
    async *read(this: void, offsetBytes: number) {
      yield BYTES.subarray(offsetBytes, BYTES.length / 2);
      events.emit("half");
      await letGo;
      yield BYTES.subarray(Math.max(offsetBytes, BYTES.length / 2));
    },
  };
}

async function* readAll(offsetBytes: number) {
  yield BYTES.subarray(offsetBytes);
}

describe("a download", () => {
  test("that another process takes for a dead one's, whose number it cannot see, mixes with no other", async () => {
    const root = await folderWith({});
    const cache = () => new ArtifactCache(join(root, "cache"));
    const source = haltingSource();
    const first = cache().ensure(ARTIFACT, { read: source.read, target: join(root, "first") });
    await source.isHalf;
    const partial = join(root, "cache/partial");
    const [inHand = ""] = await readdir(partial);
    await rename(join(partial, inHand), join(partial, inHand.replace(ownMark(), await deadMark())));
    await cache().ensure(ARTIFACT, { read: readAll, target: join(root, "second") });
    source.goOn();
    await first;
    expect(await readFile(join(root, "second"))).toEqual(BYTES);
    expect(await readFile(join(root, "first"))).toEqual(BYTES);
    expect(await readdir(partial)).toEqual([]);
    await enter({ fault: "two `pull` in containers that share a cache, each blind to the other", trials: 1, lost: 0 });
  });

  test("that was killed is taken up where it was, and what it has left is gone then", async () => {
    const root = await folderWith({});
    const partial = join(root, "cache/partial");
    await mkdir(partial, { recursive: true });
    for (const [size, name] of [
      [1000, "11111111-1111-1111-1111-111111111111"],
      [5000, "22222222-2222-2222-2222-222222222222"],
    ] as const)
      await writeFile(join(partial, `.${ARTIFACT.sha256}.${await deadMark()}.${name}.tmp`), BYTES.subarray(0, size));
    const asked: number[] = [];
    await new ArtifactCache(join(root, "cache")).ensure(ARTIFACT, {
      target: join(root, "target"),
      read(offsetBytes) {
        asked.push(offsetBytes);
        return readAll(offsetBytes);
      },
    });
    expect(asked).toEqual([5000]);
    expect(await readFile(join(root, "target"))).toEqual(BYTES);
    expect(await readdir(partial)).toEqual([]);
  });
});
