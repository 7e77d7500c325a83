import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { enter } from "../support/ledger.ts";
import { createRegistry } from "../support/workspace.ts";

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

  test("that publish to one store: each version is sealed once", async () => {
    const workspace = await createRegistry();
    const both = await Promise.all([1, 2].map(() => workspace.modelyard("publish")));
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await workspace.modelyard("pull", "churn@1.0.0", "-o", "model")).exitCode).toBe(0);
    await enter({ fault: "two `publish` at once", trials: 1, lost: 0 });
  });
});
