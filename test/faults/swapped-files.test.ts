import { execFileSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { link, mkdir, readFile, readdir, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { openRegistry } from "../../index.ts";
import { silentProgress } from "../../operations/workspace/progress.ts";
import { deadMark } from "../support/dead-process.ts";
import { enter } from "../support/ledger.ts";
import { type Workspace, createRegistry } from "../support/workspace.ts";

const WEIGHTS = "first weights";
const DIGEST = sha256OfBytes(WEIGHTS);
const OBJECT = join("sha256", DIGEST.slice(0, 2), DIGEST.slice(2));

async function published(): Promise<Workspace> {
  const workspace = await createRegistry();
  expect(await workspace.modelyard("publish")).toMatchObject({ exitCode: 0 });
  return workspace;
}

/** What may stand where a file is looked for, by how it is made; `secret` is a file of somebody's. */
const INTRUDERS: readonly (readonly [string, (path: string, secret: string) => unknown])[] = [
  ["a link to somebody's file", (path, secret) => symlink(secret, path)],
  ["a link to the right bytes", (path, secret) => symlink(join(dirname(secret), "out/model.bin"), path)],
  ["a named pipe", (path) => execFileSync("mkfifo", [path])],
  ["a link to a device without an end", (path) => symlink("/dev/zero", path)],
  ["a folder", (path) => mkdir(path)],
];

async function put(intruder: (path: string, secret: string) => unknown, path: string, workspace: Workspace) {
  await workspace.write("secret.txt", "mine");
  await rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true });
  await intruder(path, join(workspace.folder, "secret.txt"));
}

describe("a cache that others write to", () => {
  test("delivers what was hashed, whatever takes the file's place meanwhile", async () => {
    const { folder, ...workspace } = await published();
    await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    const cacheFolder = join(folder, ".cache");
    const registry = await openRegistry(folder, { cacheFolder });
    let swaps = 0;
    const swap = () => {
      writeFileSync(join(folder, "evil"), "evil! weights");
      renameSync(join(folder, "evil"), join(cacheFolder, OBJECT));
      swaps++;
    };
    const progress = { ...silentProgress, step: () => ({ advance: swap, end: () => {} }) };
    await registry.pull("churn@1.0.0", { output: join(folder, "second"), progress });
    expect(swaps).toBeGreaterThan(0);
    expect(await workspace.read("second/model.bin")).toBe(WEIGHTS);
    // A fetched one is swapped as soon as it is in the cache.
    await registry.pull("churn@1.0.0", { output: join(folder, "third"), progress });
    expect(await workspace.read("third/model.bin")).toBe(WEIGHTS);
    await enter({ fault: "the cache: a file is swapped while it is read", trials: 2, lost: 0 });
  });

  test.each(INTRUDERS)("is read past %s in an artifact's place", async (_what, intruder) => {
    const workspace = await published();
    await put(intruder, join(workspace.folder, ".cache", OBJECT), workspace);
    expect(await workspace.modelyard("pull", "churn@1.0.0", "-o", "model")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await workspace.read("model/model.bin")).toBe(WEIGHTS);
    expect(await workspace.read("secret.txt")).toBe("mine");
  });

  test.each(INTRUDERS)(
    "is not written to through %s where an interrupted download is looked for",
    async (_, intruder) => {
      const names = [DIGEST, `.${DIGEST}.${await deadMark()}.11111111-1111-1111-1111-111111111111.tmp`];
      for (const name of names) {
        const workspace = await published();
        await put(intruder, join(workspace.folder, ".cache/partial", name), workspace);
        expect(await workspace.modelyard("pull", "churn@1.0.0", "-o", "model")).toMatchObject({ exitCode: 0 });
        expect(await workspace.read("model/model.bin")).toBe(WEIGHTS);
        expect(await workspace.read("secret.txt")).toBe("mine");
        expect(await workspace.read("out/model.bin")).toBe(WEIGHTS);
      }
    },
  );

  test("does not write into a file that has a second name elsewhere", async () => {
    const workspace = await published();
    await workspace.write("secret.txt", "mine");
    await mkdir(join(workspace.folder, ".cache/partial"), { recursive: true });
    await link(join(workspace.folder, "secret.txt"), join(workspace.folder, ".cache/partial", DIGEST));
    expect(await workspace.modelyard("pull", "churn@1.0.0", "-o", "model")).toMatchObject({ exitCode: 0 });
    expect(await workspace.read("model/model.bin")).toBe(WEIGHTS);
    expect(await workspace.read("secret.txt")).toBe("mine");
  });
});

describe("a file store that others write to", () => {
  test.each(INTRUDERS)("delivers nothing through %s in an object's place", async (_what, intruder) => {
    const workspace = await published();
    await put(intruder, join(workspace.folder, "store", OBJECT), workspace);
    const ran = await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    expect(ran).toMatchObject({ exitCode: 4, stdout: "" });
    expect(ran.stderr).toContain(`${OBJECT} is no regular file`);
    await expect(stat(join(workspace.folder, "model"))).rejects.toThrow("ENOENT");
    expect(await workspace.read("secret.txt")).toBe("mine");
  });

  test.each(INTRUDERS.slice(0, 4))("is repaired by draft where %s is in an object's place", async (_what, intruder) => {
    const workspace = await createRegistry();
    const object = join(workspace.folder, "store", OBJECT);
    await put(intruder, object, workspace);
    const words = [
      "draft",
      "churn",
      "--version",
      "1.0.0",
      "--artifact",
      "out/model.bin",
      "--metrics",
      "out/metrics.json",
    ];
    expect(await workspace.modelyard(...words)).toMatchObject({ exitCode: 0 });
    expect(await readFile(object, "utf8")).toBe(WEIGHTS);
    expect(await readdir(dirname(object))).toEqual([DIGEST.slice(2)]);
    expect(await workspace.read("secret.txt")).toBe("mine");
  });

  test.each(INTRUDERS.slice(0, 4))("is not believed where %s stands for its seal", async (_what, intruder) => {
    const workspace = await published();
    await put(intruder, join(workspace.folder, "store/versions/churn/1.0.0/sealed.json"), workspace);
    const ran = await workspace.modelyard("publish");
    expect(ran.exitCode).not.toBe(0);
    expect(ran.stdout + ran.stderr).toContain("sealed.json is no regular file");
  });
});

describe("publish --from", () => {
  test.each(INTRUDERS)("takes no artifact through %s", async (_what, intruder) => {
    const workspace = await createRegistry();
    await rm(join(workspace.folder, "store"), { recursive: true });
    await put(intruder, join(workspace.folder, "from/model.bin"), workspace);
    const ran = await workspace.modelyard("publish", "--from", "from");
    expect(ran.exitCode).not.toBe(0);
    expect(ran.stdout + ran.stderr).toContain("model.bin is no regular file");
  });
});

describe("a folder to pull into", () => {
  test("is nobody else's, also with sums of its own files in it", async () => {
    const workspace = await published();
    const files = { "notes.txt": "mine", "data/more.txt": "mine too" };
    for (const [path, text] of Object.entries(files)) await workspace.write(`mine/${path}`, text);
    const sums = Object.entries(files).map(([path, text]) => `${sha256OfBytes(text)}  ${path}\n`);
    await workspace.write("mine/SHA256SUMS", sums.join(""));
    const registered = await workspace.read("registry/models/churn/versions/1.0.0.yaml");
    for (const versionFile of [undefined, "version: mine\n", registered]) {
      if (versionFile !== undefined) await workspace.write("mine/version.yaml", versionFile);
      const before = await readdir(join(workspace.folder, "mine"), { recursive: true });
      const ran = await workspace.json("pull", "churn@1.0.0", "-o", "mine");
      expect(ran).toMatchObject({ exitCode: 2, data: { error: { code: "output-in-use" } } });
      expect(await readdir(join(workspace.folder, "mine"), { recursive: true })).toEqual(before);
    }
    await enter({ fault: "`pull` into a folder of somebody's with sums of its own", trials: 3, lost: 0 });
  });

  test.each<[string, (model: string) => Promise<unknown>]>([
    ["a file added to it", (model) => writeFile(join(model, "notes.txt"), "mine")],
    ["a file changed in it", (model) => writeFile(join(model, "model.bin"), "first weightX")],
    [
      "a link in a file's place",
      (model) =>
        rename(join(model, "model.bin"), `${model}.bin`).then(() => symlink(`${model}.bin`, join(model, "model.bin"))),
    ],
    [
      "sums that were edited",
      (model) => writeFile(join(model, "SHA256SUMS"), `${DIGEST}  model.bin\n${DIGEST}  notes.txt\n`),
    ],
    ["a version file that was edited", (model) => writeFile(join(model, "version.yaml"), "mine: yes\n")],
  ])("keeps %s, and says so", async (_what, change) => {
    const workspace = await published();
    await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    await change(join(workspace.folder, "model"));
    const contents = async () =>
      Promise.all(
        (await readdir(join(workspace.folder, "model"))).map(async (name) => [
          name,
          await workspace.read(`model/${name}`),
        ]),
      );
    const before = await contents();
    const ran = await workspace.json("pull", "churn@1.0.0", "-o", "model");
    expect(ran).toMatchObject({ exitCode: 2, data: { error: { code: "output-in-use" } } });
    expect(await contents()).toEqual(before);
  });

  test("keeps a file that is saved in it while the next version is fetched", async () => {
    const { folder, ...workspace } = await published();
    await workspace.write("out/model.bin", "second weights");
    await workspace.modelyard("draft", "churn", "--version", "1.1.0", "--artifact", "out/model.bin");
    await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    const registry = await openRegistry(folder, { cacheFolder: join(folder, ".cache") });
    for (const name of ["notes.txt", "model.bin"]) {
      const save = () => writeFileSync(join(folder, "model", name), "mine");
      const pulling = registry.pull("churn@1.1.0", {
        output: join(folder, "model"),
        progress: { ...silentProgress, step: () => ({ advance: save, end: () => {} }) },
      });
      await expect(pulling).rejects.toMatchObject({ code: "output-in-use" });
      expect(await workspace.read(`model/${name}`)).toBe("mine");
      await rm(join(folder, "model", name));
    }
  });
});
