import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ArtifactCache } from "../../adapters/cache/artifact-cache.ts";
import { openFileStore } from "../../adapters/stores/file-store.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { pull } from "../../operations/deliver/pull.ts";
import { resolve } from "../../operations/deliver/resolve.ts";
import { enter } from "../support/ledger.ts";
import { createRegistry, runProgram, testEnvironment } from "../support/workspace.ts";

const pulling = join(import.meta.dirname, "pulling.ts");

describe("two processes at once", () => {
  test("that draft the same version: one is written whole, the other is told", async () => {
    const workspace = await createRegistry();
    await workspace.write("out/a.bin", "a".repeat(100_000));
    await workspace.write("out/b.bin", "b".repeat(100_000));
    const runs = 5;
    for (let run = 1; run <= runs; run++) {
      const version = `2.0.${run}`;
      const [a, b] = await Promise.all(
        ["a", "b"].map((name) =>
          workspace.modelyard("draft", "churn", "--version", version, "--artifact", `out/${name}.bin`),
        ),
      );
      const written = await workspace.read(`registry/models/churn/versions/${version}.yaml`);
      const ofA = written.includes("path: a.bin");
      const [winner, loser] = ofA ? [a, b] : [b, a];
      expect(winner?.exitCode).toBe(0);
      expect(loser?.exitCode).toBe(2);
      expect(loser?.stderr).toContain(`churn ${version}`);
      expect(written).toContain(ofA ? "path: a.bin" : "path: b.bin");
    }
    expect((await workspace.modelyard("validate")).exitCode).toBe(0);
    const names = await readdir(join(workspace.folder, "registry"), { recursive: true });
    expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    await enter({ fault: "two `draft` of one version at once", trials: runs, lost: 0 });
  });

  test("of which one writes files where the other lists them: it lists what stays", async () => {
    const workspace = await createRegistry();
    const versions = join(workspace.folder, "registry/models/churn/versions");
    const script = 'while :; do for i in 1 2 3 4 5 6 7 8; do : > ".$i.tmp"; done; rm -f .*.tmp; done';
    const writing = spawn("sh", ["-c", script], { cwd: versions, stdio: "ignore" });
    const runs = 300;
    try {
      for (let run = 1; run <= runs; run++) {
        const listed = await openFolder(workspace.folder).list("registry/models/churn/versions");
        expect(listed.map(({ path }) => path)).toContain("registry/models/churn/versions/1.0.0.yaml");
      }
    } finally {
      writing.kill();
      await once(writing, "close");
    }
    await enter({ fault: "a folder listed while another process writes into it", trials: runs, lost: 0 });
  });

  test("that pull into one folder through one cache: the folder holds the version", async () => {
    const workspace = await createRegistry();
    await workspace.write("out/model.bin", new Uint8Array(4 * 1024 * 1024).fill(7));
    await workspace.modelyard("draft", "churn", "--version", "2.0.0", "--artifact", "out/model.bin");
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add churn 2.0.0");
    await workspace.modelyard("publish");
    const runs = 8;
    for (let run = 1; run <= runs; run++) {
      const both = await Promise.all(
        [1, 2].map(() => workspace.modelyard("pull", "churn@2.0.0", "-o", `model-${run}`)),
      );
      expect(both.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([
        { exitCode: 0, stderr: "" },
        { exitCode: 0, stderr: "" },
      ]);
      expect((await readdir(join(workspace.folder, `model-${run}`))).sort()).toEqual([
        "SHA256SUMS",
        "model.bin",
        "version.yaml",
      ]);
    }
    expect((await readdir(workspace.folder)).filter((name) => name.startsWith(".model-"))).toEqual([]);
    await enter({ fault: "two `pull` into one folder at once", trials: runs, lost: 0 });
  });

  test("that pull different versions into one folder: it holds one of them, and nothing of another", async () => {
    const workspace = await createRegistry();
    const { folder } = workspace;
    const versions = ["2.0.0", "2.1.0", "2.2.0"];
    for (const [index, version] of versions.entries()) {
      await workspace.write("out/model/shared.bin", new Uint8Array(1024 * 1024).fill(7));
      await workspace.write("out/model/weights.bin", new Uint8Array(1024 * 1024).fill(index));
      await workspace.write(`out/model/only-${version}.bin`, version);
      await workspace.modelyard("draft", "churn", "--version", version, "--artifact", "out/model");
      await rm(join(folder, `out/model/only-${version}.bin`));
    }
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add versions of churn");
    expect((await workspace.modelyard("publish")).exitCode).toBe(0);
    const rounds = 6;
    const runs = await Promise.all(
      versions.map((_, start) => {
        const order = versions.map((__, index) => `churn@${versions[(start + index) % versions.length] ?? ""}`);
        const words = [pulling, folder, join(folder, ".cache"), join(folder, "model"), String(rounds), ...order];
        return runProgram(process.execPath, words, { cwd: folder, env: testEnvironment(folder) });
      }),
    );
    expect(runs).toEqual(runs.map(() => ({ exitCode: 0, stdout: "", stderr: "" })));
    const held = (await readdir(join(folder, "model/model"))).find((name) => name.startsWith("only-"));
    expect((await readdir(join(folder, "model/model"))).sort()).toEqual([held, "shared.bin", "weights.bin"]);
    const version = await workspace.read(`model/model/${held}`);
    const registered = await workspace.read(`registry/models/churn/versions/${version}.yaml`);
    expect(await workspace.read("model/version.yaml")).toBe(registered);
    expect((await readdir(folder)).filter((name) => name.startsWith(".model."))).toEqual([]);
    await enter({ fault: "`pull` of three versions into one folder at once", trials: 3 * 3 * rounds, lost: 0 });
  });

  test("that pull into one folder: a file taken over from it is no other version's, swapped in just before", async () => {
    const workspace = await createRegistry();
    const { folder } = workspace;
    const contents = { "2.0.0": ["same", "a"], "2.1.0": ["same", "b"], "2.2.0": ["diff", "c"] };
    for (const [version, [shared = "", weights = ""]] of Object.entries(contents)) {
      await workspace.write("out/model/shared.bin", shared);
      await workspace.write("out/model/weights.bin", weights);
      await workspace.modelyard("draft", "churn", "--version", version, "--artifact", "out/model");
    }
    const settings = { cache: new ArtifactCache(join(folder, ".cache")), output: join(folder, "model") };
    const pullOf = async (version: string, reader: RegistryReader) => {
      const resolved = await resolve(reader, `churn@${version}`);
      return pull({ ...settings, reader, store: openFileStore(join(folder, "store")), resolved });
    };
    const reader = new RegistryReader(openFolder(folder));
    await pullOf("2.0.0", reader);
    /** Once the folder was looked at, another pull swaps it. */
    class LateRegistryReader extends RegistryReader {
      override async versionFile(...of: Parameters<RegistryReader["versionFile"]>) {
        await pullOf("2.2.0", reader);
        return super.versionFile(...of);
      }
    }
    await pullOf("2.1.0", new LateRegistryReader(openFolder(folder)));
    expect(await workspace.read("model/model/shared.bin")).toBe("same");
    expect(await workspace.read("model/model/weights.bin")).toBe("b");
  });

  test("that pull while others fill the store: each has its version", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    const pulls = [1, 2, 3].map((run) =>
      workspace.modelyardWith(
        { MODELYARD_CACHE: join(workspace.folder, `.cache/${run}`) },
        "pull",
        "churn@1.0.0",
        "-o",
        `model-${run}`,
      ),
    );
    // The same bytes, and others, as one more version each.
    const drafts = [1, 2].map(async (run) => {
      await workspace.write(`out/${run}/other.bin`, new Uint8Array(1024 * 1024).fill(run));
      const artifacts = ["--artifact", "out/model.bin", "--artifact", `out/${run}/other.bin`];
      return workspace.modelyard("draft", "churn", "--version", `2.0.${run}`, ...artifacts);
    });
    const ran = await Promise.all([...pulls, ...drafts, workspace.modelyard("publish")]);
    expect(ran.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      ran.map(() => ({ exitCode: 0, stderr: "" })),
    );
    for (const run of [1, 2, 3]) expect(await workspace.read(`model-${run}/model.bin`)).toBe("first weights");
    await enter({ fault: "`pull` while `draft` and `publish` write the store", trials: 3, lost: 0 });
  });

  test("that publish to one store: each version is sealed once", async () => {
    const workspace = await createRegistry();
    const both = await Promise.all([1, 2].map(() => workspace.modelyard("publish")));
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await workspace.modelyard("pull", "churn@1.0.0", "-o", "model")).exitCode).toBe(0);
    await enter({ fault: "two `publish` at once", trials: 1, lost: 0 });
  });
});
