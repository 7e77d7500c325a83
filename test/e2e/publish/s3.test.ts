import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { runStep } from "../action/step.ts";
import { type FakeS3, KEYS, startFakeS3 } from "../../servers/s3/fake-s3.ts";
import { environmentOf } from "../../servers/s3/world.ts";
import { type Ran, type Workspace, createWorkspace } from "../../support/workspace.ts";

interface World {
  readonly s3: FakeS3;
  readonly workspace: Workspace;
  readonly run: (...words: string[]) => Promise<Ran>;
}

/** A registry with its artifacts in a bucket, and the built programs with credentials for it. */
async function createWorld(): Promise<World> {
  const s3 = await startFakeS3();
  onTestFinished(() => s3.close());
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", ".cache/\nout/\nmodel/\n");
  await workspace.modelyard("init", "--store", "s3://models/growth/churn");
  const settings = await workspace.read("registry/registry.yaml");
  await workspace.write("registry/registry.yaml", settings.replace("growth/churn", `growth", endpoint: "${s3.url}`));
  await workspace.write("out/model.bin", "some weights");
  const environment = environmentOf(KEYS);
  return { s3, workspace, run: (...words) => workspace.modelyardWith(environment, ...words) };
}

async function draftAndPublish({ workspace, run }: World): Promise<Ran> {
  const words = ["--version", "1.0.0", "--artifact", "out/model.bin", "--owner", "@alice"];
  const drafted = await run("draft", "churn", ...words);
  expect(drafted).toMatchObject({ exitCode: 0 });
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Add churn 1.0.0");
  return run("publish");
}

describe("a registry with an s3 store", () => {
  test("is begun, drafted to, published and pulled from", async () => {
    const world = await createWorld();
    const { run, workspace, s3 } = world;
    expect(await workspace.modelyard("validate")).toMatchObject({ exitCode: 0 });
    const published = await draftAndPublish(world);
    expect(published).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("s3://models/growth/ at ") as string,
    });
    expect([...(s3.buckets.get("models")?.objects.keys() ?? [])]).toContain("growth/versions/churn/1.0.0/sealed.json");
    expect(await run("publish")).toMatchObject({ exitCode: 0 });
    expect(await run("pull", "churn@1.0.0", "-o", "model")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await workspace.read("model/model.bin")).toBe("some weights");
  });

  test("is deployed from by the action, which loads what it needs for it from beside itself", async () => {
    const world = await createWorld();
    await draftAndPublish(world);
    const step = await runStep({
      action: "resolve",
      event: { name: "workflow_dispatch", payload: {} },
      folder: world.workspace.folder,
      inputs: { reference: "churn@1.0.0", path: "model" },
      token: "",
      apiUrl: "http://127.0.0.1:9",
      environment: environmentOf(KEYS),
    });
    expect(step).toMatchObject({ exitCode: 0, outputs: { version: "1.0.0", changed: "true" } });
    expect(await readFile(join(world.workspace.folder, "model/model.bin"), "utf8")).toBe("some weights");
  });

  test("is deployed from without modelyard, as docs/s3.md has it", async () => {
    const { s3, workspace, run } = await createWorld();
    await draftAndPublish({ s3, workspace, run });
    await workspace.write("registry/models/churn/stages/production.yaml", 'version: "1.0.0"\n');
    for (const [key, { bytes }] of s3.buckets.get("models")?.objects ?? [])
      await workspace.write(`bucket/acme-models/${key}`, bytes);
    const guide = await readFile(join(import.meta.dirname, "../../../docs/s3.md"), "utf8");
    const script = /## Without modelyard\n\n```sh\n(.*?)```/s.exec(guide)?.[1] ?? "";
    // The script's own words for `aws s3 cp`, with the bucket's objects in a folder.
    const aws = 'aws() { [ "$1 $2 $3" = "s3 cp --only-show-errors" ] && cp "bucket/${4#s3://}" "$5"; }';
    await promisify(execFile)("bash", ["-euo", "pipefail", "-c", `${aws}\n${script}`], { cwd: workspace.folder });
    expect(await workspace.read("model/model.bin")).toBe("some weights");
  });

  test("ends a command with a message where the store refuses, and tells no secret", async () => {
    const world = await createWorld();
    world.s3.keys = { ...KEYS, secretKey: "another" };
    const ran = await world.run("draft", "churn", "--version", "1.0.0", "--artifact", "out/model.bin", "--owner", "@a");
    expect(ran.exitCode).toBe(4);
    expect(ran.stderr).toContain("SignatureDoesNotMatch");
    expect(ran.stdout + ran.stderr).not.toMatch(/\n\s+at /);
    expect(ran.stdout + ran.stderr).not.toContain(KEYS.secretKey);
  });

  test.each([
    ["bucket: models, region: eu-west-1, addresing: path", /addresing.*[\s\S]*addressing/],
    ["bucket: models, endpoint: minio.example.com", /endpoint/],
    ["bucket: Models/growth", /bucket/],
  ])("has settings that are checked: %s", async (settings, expected) => {
    const { workspace } = await createWorld();
    const file = await workspace.read("registry/registry.yaml");
    await workspace.write("registry/registry.yaml", file.replace(/\{type: s3.*\}/, `{type: s3, ${settings}}`));
    const { exitCode, stdout } = await workspace.modelyard("validate");
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(expected) as string });
  });
});
