import { cp, mkdir, readFile, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { enter } from "../support/ledger.ts";
import {
  type Workspace,
  createRegistry,
  createWorkspace,
  draftVersion,
  testEnvironment,
} from "../support/workspace.ts";

const STAGE = "registry/models/churn/stages/staging.yaml";

async function storeObjects(workspace: Workspace): Promise<string[]> {
  const entries = await readdir(join(workspace.folder, "store/sha256"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const digestOf = async (path: string) =>
  Buffer.from(await crypto.subtle.digest("SHA-256", await readFile(path))).toString("hex");

/** Starts the command and kills it after each of a row of delays, then lets it run. */
async function killAndRepeat(workspace: Workspace, words: readonly string[]): Promise<number> {
  let killed = 0;
  for (const delayMs of [30, 60, 75, 90, 105, 120, 135, 150, 170, 190, 220, 260]) {
    const child = spawn(process.execPath, [join(import.meta.dirname, "../../dist/modelyard.js"), ...words], {
      cwd: workspace.folder,
      env: testEnvironment(workspace.folder),
      stdio: "ignore",
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), delayMs);
    const signal = await new Promise((resolve) => child.on("exit", (_, by) => resolve(by)));
    clearTimeout(timer);
    if (signal === "SIGKILL") killed++;
  }
  return killed;
}

describe("the main job", () => {
  test("draft, publish, promote and pull bring the same bytes to the deploy job", async () => {
    const workspace = await createRegistry();
    expect((await workspace.modelyard("validate")).stdout).toBe("3 files: no findings.\n");
    const published = await workspace.json("publish");
    expect(published).toMatchObject({
      exitCode: 0,
      data: { versions: [{ model: "churn", version: "1.0.0", outcome: "published" }] },
    });

    const promoted = await workspace.modelyard("promote", "churn@1.0.0", "staging");
    expect(promoted.stdout).toContain("churn: nothing → 1.0.0 in staging");
    expect((await workspace.modelyard("resolve", "churn@staging")).stdout).toBe("1.0.0\n");

    const pulled = await workspace.json("pull", "churn@staging", "-o", "model");
    expect(pulled).toMatchObject({
      exitCode: 0,
      data: { version: "1.0.0", files: 1, fetchedBytes: 13, unchanged: false },
    });
    expect(await workspace.read("model/model.bin")).toBe("first weights");
    expect(await workspace.read("model/version.yaml")).toBe(
      await workspace.read("registry/models/churn/versions/1.0.0.yaml"),
    );
    expect(await workspace.json("pull", "churn@staging", "-o", "model")).toMatchObject({
      data: { unchanged: true, fetchedBytes: 0 },
    });
  });

  test("a promotion is one line of the stage file, and comments and layout stay", async () => {
    const workspace = await createRegistry();
    await draftVersion(workspace, "1.1.0", "second weights");
    await workspace.write(
      STAGE,
      `# ours\nschema: stage/1\nmodel: churn # the model\nstage: staging\nversion:   '1.0.0'   # watched by alice\n`,
    );
    const { data } = await workspace.json("promote", "churn@latest", "staging");
    expect(data["diff"]).toEqual([
      `-version:   '1.0.0'   # watched by alice`,
      `+version:   "1.1.0"   # watched by alice`,
    ]);
    expect(await workspace.read(STAGE)).toBe(
      `# ours\nschema: stage/1\nmodel: churn # the model\nstage: staging\nversion:   "1.1.0"   # watched by alice\n`,
    );
    expect((await workspace.modelyard("promote", "churn@1.1.0", "staging")).stdout).toContain("nothing changed");
    expect((await workspace.modelyard("promote", "churn", "staging", "--clear")).exitCode).toBe(0);
    expect(await workspace.modelyard("resolve", "churn@staging")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("empty on purpose"),
    });
  });

  test("a folder as an artifact comes back identical", async () => {
    const workspace = await createRegistry();
    await workspace.write("out/bundle/MLmodel", "flavors: {}\n");
    await workspace.write("out/bundle/data/weights 1.bin", new Uint8Array([0, 255, 10, 13]));
    await workspace.write("out/bundle/data/empty", "");
    await workspace.write("out/bundle/ünïcode-名前.txt", "x");
    expect(
      (await workspace.modelyard("draft", "bundle", "--version", "1.0.0", "--artifact", "out/bundle")).exitCode,
    ).toBe(0);
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add bundle 1.0.0");
    expect((await workspace.modelyard("publish")).exitCode).toBe(0);
    expect((await workspace.modelyard("pull", "bundle@1.0.0", "-o", "back")).exitCode).toBe(0);
    const names = (await readdir(join(workspace.folder, "out/bundle"), { recursive: true })).sort();
    expect((await readdir(join(workspace.folder, "back/bundle"), { recursive: true })).sort()).toEqual(names);
    for (const name of ["MLmodel", "data/weights 1.bin", "data/empty", "ünïcode-名前.txt"]) {
      const [before, after] = await Promise.all(
        ["out", "back"].map((top) => readFile(join(workspace.folder, top, "bundle", name))),
      );
      expect(after).toEqual(before);
    }
  });

  test("drafting the same again changes nothing; the same version with other bytes is refused", async () => {
    const workspace = await createRegistry();
    const path = "registry/models/churn/versions/1.0.0.yaml";
    const before = await workspace.read(path);
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
    expect((await workspace.modelyard(...words)).stdout).toContain("nothing changed");
    await workspace.write("out/model.bin", "other weights");
    expect(await workspace.modelyard(...words)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("exists already"),
    });
    expect(await workspace.read(path)).toBe(before);
  });

  test("--bump counts up from the highest version, and --dry-run writes nothing", async () => {
    const workspace = await createRegistry();
    const words = ["draft", "churn", "--bump", "minor", "--artifact", "out/model.bin"];
    const dry = await workspace.modelyard(...words, "--dry-run");
    expect(dry.stdout).toContain('version: "1.1.0"');
    expect(await workspace.git("status", "--porcelain")).toBe("");
    expect((await workspace.json(...words)).data).toMatchObject({ version: "1.1.0", written: true });
  });

  test("init never overwrites, and adds what is missing", async () => {
    const workspace = await createWorkspace();
    await workspace.write("registry/registry.yaml", "mine\n");
    const { data } = await workspace.json("init");
    expect(data["kept"]).toEqual(["registry/registry.yaml"]);
    expect(await workspace.read("registry/registry.yaml")).toBe("mine\n");
    expect(await workspace.json("init", "--stages", "a,B")).toMatchObject({
      exitCode: 2,
      data: { error: { code: "stage-name-invalid" } },
    });
  });

  test("only what is merged is published", async () => {
    const workspace = await createRegistry();
    await workspace.git("switch", "--quiet", "--create", "draft/churn");
    await draftVersion(workspace, "1.1.0", "second weights");
    expect(await workspace.json("publish")).toMatchObject({
      exitCode: 2,
      data: { error: { code: "not-on-default-branch" } },
    });
    await workspace.git("switch", "--quiet", "main");
    await workspace.git("merge", "--quiet", "--no-ff", "draft/churn");
    expect((await workspace.json("publish")).data).toMatchObject({
      versions: [{ outcome: "published" }, { outcome: "published" }],
    });
    expect((await workspace.modelyard("publish")).stdout).toContain("2 published before");
  });

  const PICKLE = new Uint8Array([0x80, 4, 0x95, 2, 0, 0, 0, 0, 0, 0, 0, 0x4b, 1, 0x2e]);

  test.each([
    ["safetensors", PICKLE, "its bytes are pickle"],
    // A policy may list a format that can run code without meaning another one that always does.
    ["skops", PICKLE, "its bytes are pickle"],
    ["safetensors", new Uint8Array([0, 1, 2, 3]), "its bytes are of no format"],
  ])("a file that says it is %s and does more (%#) is not published", async (said, bytes, words) => {
    const workspace = await createRegistry();
    await workspace.write("out/evil.bin", bytes);
    await workspace.modelyard("draft", "evil", "--version", "1.0.0", "--artifact", "out/evil.bin");
    const path = "registry/models/evil/versions/1.0.0.yaml";
    const drafted = await workspace.read(path);
    const disguised = drafted.replace(/(    sha256: .*\n)(    format: pickle\n)?/, `$1    format: ${said}\n`);
    await workspace.write(path, disguised);
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add evil 1.0.0");
    const { exitCode, stdout } = await workspace.modelyard("publish");
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(words) });
    expect(stdout).toContain("1 published, 1 failed");
  });

  test("a published version whose file changed is refused, and the store stays as it is", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    const path = "registry/models/churn/versions/1.0.0.yaml";
    await workspace.write(path, (await workspace.read(path)).replace("auc: 0.9", "auc: 0.99"));
    await workspace.git("commit", "--quiet", "--all", "--message=Improve the past");
    const sealed = await workspace.read("store/versions/churn/1.0.0/version.yaml");
    const { exitCode, stdout } = await workspace.modelyard("publish");
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("version.yaml in the store differs"),
    });
    expect(await workspace.read("store/versions/churn/1.0.0/version.yaml")).toBe(sealed);
  });
});

describe("damage is noticed and never served", () => {
  test("a changed byte in the store stops the pull, and nothing appears", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    const [object = ""] = await storeObjects(workspace);
    await writeFile(object, "first weightX");
    const ran = await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("has sha256") });
    await expect(stat(join(workspace.folder, "model"))).rejects.toThrow("ENOENT");
    // Saving the right bytes again mends it, and keeps the damaged ones aside.
    expect(
      (
        await workspace.modelyard(
          "draft",
          "churn",
          "--version",
          "1.0.0",
          "--artifact",
          "out/model.bin",
          "--metrics",
          "out/metrics.json",
        )
      ).exitCode,
    ).toBe(0);
    expect((await workspace.modelyard("pull", "churn@1.0.0", "-o", "model")).exitCode).toBe(0);
    expect((await storeObjects(workspace)).filter((path) => path.includes(".damaged-"))).toHaveLength(1);
  });

  test("a changed byte in the cache is fetched again", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    const cached = await readdir(join(workspace.folder, ".cache/sha256"), { recursive: true, withFileTypes: true });
    const [file] = cached.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    await writeFile(file ?? "", "first weightX");
    expect((await workspace.json("pull", "churn@1.0.0", "-o", "second")).data).toMatchObject({ fetchedBytes: 13 });
    expect(await workspace.read("second/model.bin")).toBe("first weights");
  });

  test("a file that was changed in the pulled folder is kept and told, and put right once it is gone", async () => {
    const workspace = await createRegistry();
    await draftVersion(workspace, "1.1.0", "second weights");
    await workspace.modelyard("publish");
    await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    await workspace.write("model/model.bin", "first weightX");
    for (const version of ["1.0.0", "1.1.0"]) {
      const ran = await workspace.modelyard("pull", `churn@${version}`, "-o", "model");
      expect(ran).toMatchObject({ exitCode: 2, stdout: "" });
      expect(ran.stderr).toContain("model.bin was changed since it was pulled");
      expect(await workspace.read("model/model.bin")).toBe("first weightX");
    }
    await rm(join(workspace.folder, "model/model.bin"));
    expect((await workspace.json("pull", "churn@1.0.0", "-o", "model")).data).toMatchObject({ unchanged: false });
    expect(await workspace.read("model/model.bin")).toBe("first weights");
  });

  test("a folder with somebody's own files is left alone", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await workspace.write("model/notes.txt", "mine");
    expect(await workspace.json("pull", "churn@1.0.0", "-o", "model")).toMatchObject({
      exitCode: 2,
      data: { error: { code: "output-in-use" } },
    });
    expect(await readdir(join(workspace.folder, "model"))).toEqual(["notes.txt"]);
  });

  test("an interrupted download is continued from where it stopped, and a wrong beginning is thrown away", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    const [object = ""] = await storeObjects(workspace);
    const sha256 = object.slice(-65).replace("/", "");
    const partial = join(workspace.folder, ".cache/partial", sha256);
    await mkdir(join(partial, ".."), { recursive: true });
    await cp(object, partial);
    await truncate(partial, 5);
    expect((await workspace.modelyard("pull", "churn@1.0.0", "-o", "model")).exitCode).toBe(0);
    await rm(join(workspace.folder, ".cache/sha256"), { recursive: true });
    await writeFile(partial, "wrong");
    expect((await workspace.modelyard("pull", "churn@1.0.0", "-o", "again")).exitCode).toBe(0);
    expect(await workspace.read("again/model.bin")).toBe("first weights");
  });
});

describe("killed at any moment and run again, a command ends in the right state", () => {
  const artifact = new Uint8Array(24 * 1024 * 1024).map((_, index) => (index * 31 + (index >> 8)) & 255);

  test("publish", async () => {
    const workspace = await createRegistry();
    await workspace.write("out/model.bin", artifact);
    await workspace.modelyard("draft", "large", "--version", "1.0.0", "--artifact", "out/model.bin");
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add large 1.0.0");
    await rm(join(workspace.folder, "store"), { recursive: true });
    const killed = await killAndRepeat(workspace, ["publish", "--from", "out"]);
    expect(killed).toBeGreaterThan(0);
    const { data } = await workspace.json("publish", "--from", "out");
    expect(data).toMatchObject({ versions: [{ model: "churn", outcome: "failed" }, { model: "large" }] });
    // What the killed runs had left is gone, too.
    for (const path of await storeObjects(workspace))
      expect(path.slice(-65).replace("/", "")).toBe(await digestOf(path));
    expect((await workspace.modelyard("pull", "large@1.0.0", "-o", "model")).exitCode).toBe(0);
    await enter({ fault: "`publish` killed", trials: killed, lost: 0 });
  });

  test("pull", async () => {
    const workspace = await createRegistry();
    await workspace.write("out/model.bin", artifact);
    await workspace.modelyard("draft", "large", "--version", "1.0.0", "--artifact", "out/model.bin");
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add large 1.0.0");
    await workspace.modelyard("publish");
    const killed = await killAndRepeat(workspace, ["pull", "large@1.0.0", "-o", "model"]);
    expect(killed).toBeGreaterThan(0);
    expect((await workspace.modelyard("pull", "large@1.0.0", "-o", "model")).exitCode).toBe(0);
    expect(await digestOf(join(workspace.folder, "model/model.bin"))).toBe(
      await digestOf(join(workspace.folder, "out/model.bin")),
    );
    expect((await readdir(workspace.folder)).filter((name) => name.startsWith(".model."))).toEqual([]);
    await enter({ fault: "`pull` killed", trials: killed, lost: 0 });
  });

  test("draft", async () => {
    const workspace = await createRegistry();
    await workspace.write("out/model.bin", artifact);
    const words = ["draft", "large", "--version", "1.0.0", "--artifact", "out/model.bin", "--owner", "@alice"];
    const killed = await killAndRepeat(workspace, words);
    expect(killed).toBeGreaterThan(0);
    expect((await workspace.modelyard(...words)).exitCode).toBe(0);
    expect((await workspace.modelyard("validate")).exitCode).toBe(0);
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add large 1.0.0");
    await workspace.modelyard("publish");
    expect((await workspace.modelyard("pull", "large@1.0.0", "-o", "model")).exitCode).toBe(0);
    await enter({ fault: "`draft` killed", trials: killed, lost: 0 });
  });
});
