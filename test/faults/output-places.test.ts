import { randomUUID } from "node:crypto";
import { execFileSync } from "node:child_process";
import { chmod, lstat, mkdir, readdir, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ArtifactCache } from "../../adapters/cache/artifact-cache.ts";
import { openFileStore } from "../../adapters/stores/file-store.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import type { ModelyardError } from "../../core/errors.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { pull } from "../../operations/deliver/pull.ts";
import { resolve } from "../../operations/deliver/resolve.ts";
import { deadMark } from "../support/dead-process.ts";
import { enter } from "../support/ledger.ts";
import { asNobody } from "../support/nobody.ts";
import {
  type Ran,
  type Workspace,
  createRegistry,
  draftVersion,
  program,
  runProgram,
  testEnvironment,
} from "../support/workspace.ts";

const FILES = ["SHA256SUMS", "model.bin", "version.yaml"];

async function published(): Promise<Workspace> {
  const workspace = await createRegistry();
  await draftVersion(workspace, "1.1.0", "second weights");
  expect(await workspace.modelyard("publish")).toMatchObject({ exitCode: 0 });
  return workspace;
}

/** Runs a shell script in which `$pull` is the command, where it may mount what it likes. */
async function withMounts({ folder }: Workspace, script: string): Promise<Ran> {
  const env = { ...testEnvironment(folder), pull: `${process.execPath} ${program} pull` };
  return runProgram("unshare", ["--mount", "sh", "-ec", script], { cwd: folder, env });
}

function mayMount(): boolean {
  try {
    execFileSync("unshare", ["--mount", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("the folder to pull into", () => {
  test("is what a symbolic link points at, and the link stays", async () => {
    const workspace = await published();
    const { folder } = workspace;
    for (const target of ["there", "yet-to-come"]) {
      if (target === "there") await mkdir(join(folder, target));
      await symlink(target, join(folder, `to-${target}`));
      for (const version of ["1.0.0", "1.1.0"])
        expect(await workspace.modelyard("pull", `churn@${version}`, "-o", `to-${target}`)).toMatchObject({
          exitCode: 0,
        });
      expect(await readlink(join(folder, `to-${target}`))).toBe(target);
      expect(await workspace.read(`${target}/model.bin`)).toBe("second weights");
    }
  });

  test("is not the one that the command runs in, of which the shell would keep nothing", async () => {
    const workspace = await published();
    await mkdir(join(workspace.folder, "deploy/inside"), { recursive: true });
    for (const [cwd, output] of [
      ["deploy", "."],
      ["deploy/inside", ".."],
    ] as const) {
      const words = [program, "pull", "-C", workspace.folder, "churn@1.0.0", "-o", output];
      const ran = await runProgram(process.execPath, words, {
        cwd: join(workspace.folder, cwd),
        env: testEnvironment(workspace.folder),
      });
      expect(ran).toMatchObject({ exitCode: 2, stdout: "" });
      expect(ran.stderr).toContain("is the folder that this command runs in");
    }
    expect(await readdir(join(workspace.folder, "deploy"))).toEqual(["inside"]);
  });

  test("is told from a folder of others by the first of their files, however many there are", async () => {
    const workspace = await published();
    await workspace.write("deploy/mine.txt", "mine");
    await mkdir(join(workspace.folder, "deploy/locked/below"), { recursive: true });
    await chmod(join(workspace.folder, "deploy/locked"), 0o000);
    const ran = await asNobody(workspace, ["pull", "churn@1.0.0", "-o", "deploy"]);
    await chmod(join(workspace.folder, "deploy/locked"), 0o755);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("such as mine.txt") as string });
  });

  test("lies in one that may be written to, which is told before anything is fetched", async () => {
    const workspace = await published();
    await mkdir(join(workspace.folder, "locked/deploy"), { recursive: true });
    await chmod(join(workspace.folder, "locked"), 0o555);
    const ran = await asNobody(workspace, ["pull", "churn@1.0.0", "-o", "locked/deploy"]);
    await chmod(join(workspace.folder, "locked"), 0o755);
    expect(ran).toMatchObject({
      exitCode: 4,
      stderr: expect.stringMatching(
        /locked could not be written: permission is denied\n.* with -o, such as \S+locked\/deploy\/model\./,
      ) as string,
    });
    await expect(stat(join(workspace.folder, ".cache/sha256"))).rejects.toThrow("ENOENT");
  });

  test.skipIf(!mayMount())("is no mount point, which is told before anything is fetched", async () => {
    const workspace = await published();
    const ran = await withMounts(
      workspace,
      "mkdir deploy; mount -t tmpfs none deploy; exec $pull churn@1.0.0 -o deploy",
    );
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("is a mount point") as string });
    await expect(stat(join(workspace.folder, ".cache/sha256"))).rejects.toThrow("ENOENT");
    const inside = await withMounts(
      workspace,
      "mount -t tmpfs none deploy; $pull churn@1.0.0 -o deploy/model >&2; ls deploy/model",
    );
    expect(inside).toMatchObject({ exitCode: 0, stdout: `${FILES.join("\n")}\n` });
  });

  test.skipIf(!mayMount())("may come from a container's image, where it cannot be renamed", async () => {
    const workspace = await published();
    expect(await workspace.modelyard("pull", "churn@1.0.0", "-o", "image/app/model")).toMatchObject({ exitCode: 0 });
    const ran = await withMounts(
      workspace,
      `mkdir scratch; mount -t tmpfs none scratch; mkdir scratch/upper scratch/work container
      mount -t overlay overlay -o lowerdir=image,upperdir=scratch/upper,workdir=scratch/work container
      $pull churn@1.1.0 -o container/app/model >&2; cat container/app/model/model.bin; ls -A container/app/model container/app`,
    );
    expect(ran).toMatchObject({
      exitCode: 0,
      stdout: `second weightscontainer/app:\nmodel\n\ncontainer/app/model:\n${FILES.join("\n")}\n`,
    });
  });

  test("gets files with the modes that files have here, whatever those of the cache are", async () => {
    const { folder, ...workspace } = await published();
    const pulling = (umask: string, output: string) =>
      runProgram(
        "sh",
        ["-c", `umask ${umask}; exec "$@"`, "sh", process.execPath, program, "pull", "churn@1.0.0", "-o", output],
        {
          cwd: folder,
          env: testEnvironment(folder),
        },
      );
    for (const [umask, mode] of [
      ["077", 0o600],
      ["022", 0o644],
    ] as const) {
      expect(await pulling(umask, `model-${umask}`)).toMatchObject({ exitCode: 0 });
      for (const name of FILES) expect((await stat(join(folder, `model-${umask}`, name))).mode & 0o777).toBe(mode);
    }
    expect(await workspace.modelyard("pull", "churn@1.0.0", "-o", "model-077")).toMatchObject({ exitCode: 0 });
  });
});

describe("a pull that was killed", () => {
  test("between its two renames has taken away nothing: what served comes back, also where the store is gone", async () => {
    const workspace = await published();
    const { folder } = workspace;
    await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    const mark = await deadMark();
    await rename(join(folder, "model"), join(folder, `.model.${mark}.${randomUUID()}.old`));
    await mkdir(join(folder, `.model.${mark}.${randomUUID()}.tmp`));
    await rm(join(folder, ".cache"), { recursive: true });
    await rename(join(folder, "store"), join(folder, "lost"));
    expect(await workspace.modelyard("pull", "churn@1.1.0", "-o", "model")).toMatchObject({ exitCode: 4 });
    expect(await workspace.read("model/model.bin")).toBe("first weights");
    expect((await readdir(folder)).filter((name) => name.startsWith(".model."))).toEqual([]);
    await rename(join(folder, "lost"), join(folder, "store"));
    expect(await workspace.modelyard("pull", "churn@1.1.0", "-o", "model")).toMatchObject({ exitCode: 0 });
    expect((await readdir(join(folder, "model"))).toSorted()).toEqual(FILES);
    await enter({ fault: "`pull` killed between its two renames", trials: 1, lost: 0 });
  });
});

const isStaging = (name: string) => name.startsWith(".model.") && name.endsWith(".tmp");

test("a folder in the making that somebody clears away takes no place half-made", async () => {
  const workspace = await createRegistry();
  const { folder } = workspace;
  await workspace.write("out/model/first.bin", "first");
  await workspace.write("out/model/second.bin", "second");
  await workspace.modelyard("draft", "churn", "--version", "2.0.0", "--artifact", "out/model");
  await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
  const store = openFileStore(join(folder, "store"));
  const output = join(folder, "model");
  const reader = new RegistryReader(openFolder(folder));
  const pulling = pull({
    reader,
    cache: new ArtifactCache(join(folder, ".cache")),
    resolved: await resolve(reader, "churn@2.0.0"),
    output,
    store: {
      ...store,
      async *read(version, artifact, offsetBytes) {
        // Somebody who cannot see this process takes what it makes for a leftover, once one file is there.
        if (basename(artifact.path) === "second.bin") {
          for (let staged: string[] = []; staged.length === 0;) {
            const names = (await readdir(folder)).filter(isStaging);
            staged = (await Promise.all(names.map(filesOf))).flat();
          }
          for (const name of (await readdir(folder)).filter(isStaging))
            await rm(join(folder, name), { recursive: true });
        }
        yield* store.read(version, artifact, offsetBytes);
      },
    },
  });
  const told: unknown = await pulling.catch((error: unknown) => error);
  expect(["output-disturbed", "file-not-written"]).toContain((told as ModelyardError).code);
  expect(await workspace.read("model/model.bin")).toBe("first weights");
  expect((await lstat(output)).isDirectory()).toBe(true);

  async function filesOf(name: string): Promise<string[]> {
    return (await readdir(join(folder, name), { recursive: true })).filter((path) => path.endsWith("first.bin"));
  }
});
