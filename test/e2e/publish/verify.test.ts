import { createHash } from "node:crypto";
import { readFile, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Workspace, createRegistry, draftVersion } from "../../support/workspace.ts";

const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The file that holds bytes in the store, by their digest. */
function objectOf(workspace: Workspace, bytes: string): string {
  const digest = sha256(bytes);
  return join(workspace.folder, "store/sha256", digest.slice(0, 2), digest.slice(2));
}

async function publishedRegistry(): Promise<Workspace> {
  const workspace = await createRegistry();
  expect(await workspace.modelyard("publish")).toMatchObject({ exitCode: 0 });
  return workspace;
}

/** What the gate `published` says of a promotion of churn 1.0.0, in one text. */
async function gateOf(workspace: Workspace): Promise<string> {
  const { data } = await workspace.json("promote", "churn@1.0.0", "staging");
  await workspace.git("checkout", "--quiet", "--", "registry").catch(() => {});
  await workspace.git("clean", "--quiet", "--force", "registry");
  const gates = data["gates"] as readonly { gate: string; verdict: string; reason: string }[];
  const gate = gates.find((each) => each.gate === "published");
  return `${gate?.verdict}: ${gate?.reason}`;
}

/** Replaces bytes by others of the same size, and sets the time of the last write back, as somebody who hides it would. */
async function swap(file: string, bytes: string): Promise<void> {
  const { atime, mtime, size } = await stat(file);
  expect(bytes).toHaveLength(size);
  await writeFile(file, bytes);
  await utimes(file, atime, mtime);
}

describe("bytes of equal size in the place of those that were published", () => {
  test("fail the gate and publish, and are repaired from a folder", async () => {
    const workspace = await publishedRegistry();
    expect(await gateOf(workspace)).toBe("passed: 1 file, digests equal");
    const object = objectOf(workspace, "first weights");
    await swap(object, "other weights");

    expect(await gateOf(workspace)).toBe("failed: model.bin has another digest in the store than in the version file");
    const found = await workspace.modelyard("publish");
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toContain(`model.bin has sha256 ${sha256("other weights")} in the store`);
    expect(found.stdout).toContain("modelyard publish --from FOLDER puts the right bytes back");
    expect(await readFile(object, "utf8")).toBe("other weights");

    await workspace.write("backup/model.bin", "first weights");
    expect((await workspace.modelyard("publish", "--from", "backup", "--dry-run")).stdout).toContain(
      "would be repaired, 1 file to save",
    );
    expect(await readFile(object, "utf8")).toBe("other weights");
    const repaired = await workspace.modelyard("publish", "--from", "backup");
    expect(repaired).toMatchObject({ exitCode: 0 });
    expect(repaired.stdout).toContain("churn 1.0.0  repaired, 1 file saved");
    expect(await readFile(object, "utf8")).toBe("first weights");
    const kept = (await readdir(join(object, ".."))).filter((name) => name.includes(".damaged-"));
    expect(kept).toHaveLength(1);
    expect(await gateOf(workspace)).toBe("passed: 1 file, digests equal");
  });

  test("are found although the same file was read and found right before", async () => {
    const workspace = await publishedRegistry();
    const object = objectOf(workspace, "first weights");
    // Only a file that has lain for a while is remembered: its time of change is what the file system says.
    await expect.poll(async () => Date.now() - (await stat(object)).ctimeMs, { timeout: 10_000 }).toBeGreaterThan(3100);
    expect(await workspace.modelyard("publish", "--verify")).toMatchObject({ exitCode: 0 });
    expect(await readdir(join(workspace.folder, ".cache/digests"))).toHaveLength(1);
    await swap(object, "other weights");
    expect(await workspace.modelyard("publish", "--verify")).toMatchObject({ exitCode: 1 });
  });

  test("are repaired from another store", async () => {
    const workspace = await publishedRegistry();
    await workspace.git("clone", "--quiet", ".", "elsewhere");
    await workspace.write("elsewhere/out/model.bin", "first weights");
    await workspace.modelyard("publish", "-C", "elsewhere", "--from", "elsewhere/out");
    await swap(objectOf(workspace, "first weights"), "other weights");
    const repaired = await workspace.modelyard("publish", "--from", "file:elsewhere/store");
    expect(repaired).toMatchObject({ exitCode: 0 });
    expect(await readFile(objectOf(workspace, "first weights"), "utf8")).toBe("first weights");
  });

  test("are not replaced by bytes that are wrong too", async () => {
    const workspace = await publishedRegistry();
    await swap(objectOf(workspace, "first weights"), "other weights");
    await workspace.write("backup/model.bin", "third weights");
    const ran = await workspace.modelyard("publish", "--from", "backup");
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain("model.bin has sha256");
    expect(await readFile(objectOf(workspace, "first weights"), "utf8")).toBe("other weights");
  });
});

describe("marks of the store", () => {
  test.each(["version.yaml", "SHA256SUMS"])("%s that was changed fails the gate and is written anew", async (name) => {
    const workspace = await publishedRegistry();
    const file = `store/versions/churn/1.0.0/${name}`;
    const before = await workspace.read(file);
    await workspace.write(file, before.replace(/[0-9a-f]{64}/, "0".repeat(64)));
    expect(await gateOf(workspace)).toBe(
      `failed: ${name} in the store is not as it was when the version was published`,
    );
    expect((await workspace.modelyard("publish")).stdout).toContain("churn 1.0.0  repaired");
    expect(await workspace.read(file)).toBe(before);
    expect(await gateOf(workspace)).toBe("passed: 1 file, digests equal");
  });

  test("a seal that somebody wrote by hand publishes nothing", async () => {
    const workspace = await createRegistry();
    const versionFile = await workspace.read("registry/models/churn/versions/1.0.0.yaml");
    await workspace.write(
      "store/versions/churn/1.0.0/sealed.json",
      JSON.stringify({ version_file_sha256: sha256(versionFile) }),
    );
    expect(await gateOf(workspace)).toMatch(/^failed: version\.yaml in the store is not as it was/);
  });

  test("a seal by hand does not let a file pass for a format that it is not", async () => {
    const workspace = await createRegistry();
    const pickle = "cposix\nsystem\n(S'true'\ntR.";
    await workspace.write("out/model.safetensors", pickle);
    await workspace.modelyard("draft", "churn", "--version", "1.1.0", "--artifact", "out/model.safetensors");
    const path = "registry/models/churn/versions/1.1.0.yaml";
    const honest = await workspace.read(path);
    const forged = honest.replace("format: pickle", "format: safetensors");
    expect(forged).toContain("format: safetensors");
    await workspace.write(path, forged);
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add churn 1.1.0");
    const folder = "store/versions/churn/1.1.0";
    await workspace.write(`${folder}/version.yaml`, forged);
    await workspace.write(`${folder}/SHA256SUMS`, `${sha256(pickle)}  model.safetensors\n`);
    await workspace.write(`${folder}/sealed.json`, JSON.stringify({ version_file_sha256: sha256(forged) }));
    const { data } = await workspace.json("promote", "churn@1.1.0", "staging");
    expect(data["gates"]).toContainEqual(
      expect.objectContaining({
        gate: "published",
        verdict: "failed",
        reason: "model.safetensors says in the version file that it is safetensors, and its bytes are pickle",
      }),
    );
    expect((await workspace.modelyard("publish")).stdout).toContain("model.safetensors says that it is safetensors");
  });
});

test("without --verify, versions in stages are read and others in turn; with it, all", async () => {
  const workspace = await createRegistry();
  const versions = ["1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0", "1.6.0"];
  for (const version of versions) await draftVersion(workspace, version, `weights ${version}`);
  await workspace.modelyard("publish");
  await workspace.modelyard("promote", "churn@1.6.0", "staging");
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", "--message=Promote churn 1.6.0 to staging");
  for (const version of versions) await swap(objectOf(workspace, `weights ${version}`), `WEIGHTS ${version}`);

  const some = (await workspace.json("publish")).data["versions"] as readonly { version: string; outcome: string }[];
  const failed = some.filter(({ outcome }) => outcome === "failed").map(({ version }) => version);
  expect(failed).toContain("1.6.0");
  expect(failed.length).toBeLessThanOrEqual(3);
  const all = await workspace.json("publish", "--verify");
  expect(all.exitCode).toBe(1);
  const everything = all.data["versions"] as readonly { version: string; outcome: string }[];
  expect(everything.filter(({ outcome }) => outcome === "failed").map(({ version }) => version)).toEqual(versions);
});
