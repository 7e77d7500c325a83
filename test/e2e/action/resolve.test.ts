import { readFile, readdir, writeFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256OfBytes } from "../../../adapters/files/hash.ts";
import { folderWith } from "../../support/folder.ts";
import { type Step, runStep } from "./step.ts";
import { type ActionWorld, createActionWorld } from "./world.ts";

const EVENT = { name: "workflow_dispatch", payload: {} };

/** Runs resolve in a workspace that lasts, as on a machine that is deployed to again and again. */
async function deployer(
  world: ActionWorld,
  folder: string,
): Promise<(inputs: Record<string, string>) => Promise<Step>> {
  const environment = { MODELYARD_CACHE: await folderWith({}) };
  const { token, github } = world;
  return (inputs) =>
    runStep({ action: "resolve", event: EVENT, folder, inputs, token, apiUrl: github.apiUrl, environment });
}

describe("from a checkout", () => {
  test("tells the version with its digest and artifacts, and fetches nothing", async () => {
    const world = await createActionWorld();
    const folder = await world.checkout("refs/heads/main");
    const resolve = await deployer(world, folder);
    const step = await resolve({ reference: "churn@production" });
    const file = await readFile(join(folder, "registry/models/churn/versions/1.0.0.yaml"));
    expect(step).toMatchObject({ exitCode: 0, commands: [] });
    expect(step.outputs).toEqual({
      model: "churn",
      version: "1.0.0",
      stage: "production",
      path: "",
      digest: `sha256:${sha256OfBytes(file)}`,
      artifacts: expect.any(String),
      changed: "true",
    });
    expect(JSON.parse(step.outputs["artifacts"] ?? "")).toEqual([
      { path: "model.bin", size: 13, sha256: sha256OfBytes(Buffer.from("first weights")), format: "text" },
    ]);
    expect(step.log).toContain("churn@production is churn 1.0.0: 1 file, 13 B\n");
    expect(step.summary).toContain("churn 1.0.0");
    expect((await readdir(folder)).toSorted()).toEqual([".git", ".gitignore", "registry"]);
  });

  test("with a path, puts the verified files there, and says when they were there already", async () => {
    const world = await createActionWorld();
    const folder = await world.checkout("refs/heads/main");
    const resolve = await deployer(world, folder);
    const path = join(folder, "deploy/model");
    const inputs = { reference: "churn@production", path: "deploy/model" };
    const first = await resolve(inputs);
    expect(first).toMatchObject({ exitCode: 0, outputs: { path, changed: "true" } });
    expect(await readFile(join(path, "model.bin"), "utf8")).toBe("first weights");
    expect(first.outputs["digest"]).toBe(`sha256:${sha256OfBytes(await readFile(join(path, "version.yaml")))}`);
    expect((await resolve(inputs)).outputs["changed"]).toBe("false");

    await writeFile(join(path, "model.bin"), "other weights");
    // What somebody changed there is theirs; nothing is taken from them.
    const refused = [expect.stringMatching(/^::error title=output-in-use::/) as string];
    expect(await resolve(inputs)).toMatchObject({ exitCode: 1, commands: refused });
    expect(await readFile(join(path, "model.bin"), "utf8")).toBe("other weights");
    await rm(join(path, "model.bin"));
    expect((await resolve(inputs)).outputs["changed"]).toBe("true");
    expect(await readFile(join(path, "model.bin"), "utf8")).toBe("first weights");
  });

  test("what runs now decides, where it is given", async () => {
    const world = await createActionWorld();
    const resolve = await deployer(world, await world.checkout("refs/heads/main"));
    const changed = async (current: string) =>
      (await resolve({ reference: "churn@production", current })).outputs["changed"];
    const { outputs } = await resolve({ reference: "churn@production" });
    expect(await Promise.all([changed("1.0.0"), changed(outputs["digest"] ?? ""), changed("1.1.0")])).toEqual([
      "false",
      "false",
      "true",
    ]);
  });

  test("a version that was withdrawn comes with a warning, and nothing in it commands the runner", async () => {
    const world = await createActionWorld();
    const reason = "##[set-output name=version;]9.9.9 ::set-output name=version::9.9.9";
    const status = `schema: status/1\nmodel: churn\nversion: "1.0.0"\nstatus: deprecated\nreason: ${JSON.stringify(reason)}\n`;
    await world.github.commit(world.repository, { files: { "registry/models/churn/status/1.0.0.yaml": status } });
    const resolve = await deployer(world, await world.checkout("refs/heads/main"));
    const step = await resolve({ reference: "churn@production" });
    expect(step).toMatchObject({ exitCode: 0, outputs: { version: "1.0.0" } });
    expect(step.commands).toEqual([expect.stringMatching(/^::warning title=modelyard::.*deprecated/)]);
  });

  test("says what to do by the inputs", async () => {
    const world = await createActionWorld();
    const yanked = 'schema: status/1\nmodel: churn\nversion: "1.1.0"\nstatus: yanked\nreason: Leaked labels.\n';
    await world.github.commit(world.repository, { files: { "registry/models/churn/status/1.1.0.yaml": yanked } });
    const folder = await world.checkout("refs/heads/main");
    const resolve = await deployer(world, folder);
    const told = async (inputs: Record<string, string>) => (await resolve(inputs)).commands.join("\n");
    expect(await told({ reference: "churn@1.1.0" })).toContain("pass allow-yanked: true.");
    expect(await told({ reference: "churn@1.0.0", path: "registry" })).toContain("new folder with the input path:");
    expect(await told({ reference: "churn@1.0.0", registry: "registry" })).toContain("with the input registry");
    expect(await resolve({ reference: "churn@1.1.0", "allow-yanked": "true" })).toMatchObject({ exitCode: 0 });
  });

  test("what cannot be resolved ends the step with what to do", async () => {
    const world = await createActionWorld();
    const resolve = await deployer(world, await world.checkout("refs/heads/main"));
    expect(await resolve({ reference: "churn@staging" })).toMatchObject({
      exitCode: 1,
      outputs: {},
      commands: [expect.stringMatching(/^::error title=\S+::.*staging/)],
    });
    expect(await resolve({})).toMatchObject({
      exitCode: 1,
      commands: [expect.stringMatching(/^::error title=input-missing::/)],
    });
    expect(await resolve({ reference: "churn@1.0.0", "allow-yanked": "perhaps" })).toMatchObject({
      exitCode: 1,
      commands: [expect.stringMatching(/^::error title=input-invalid::/)],
    });
  });
});

describe("without a checkout", () => {
  test("reads the registry on GitHub, at a branch too, and fetches its files", async () => {
    const world = await createActionWorld();
    const folder = await folderWith({});
    const resolve = await deployer(world, folder);
    const inputs = { reference: "churn@production", registry: "github:acme/models", path: "model" };
    expect(await resolve(inputs)).toMatchObject({ exitCode: 0, outputs: { version: "1.0.0", changed: "true" } });
    expect(await readFile(join(folder, "model/model.bin"), "utf8")).toBe("first weights");

    const stage = 'schema: stage/1\nmodel: churn\nstage: production\nversion: "1.1.0"\n';
    const files = { "registry/models/churn/stages/production.yaml": stage };
    await world.github.commit(world.repository, { files, branch: "next" });
    const ahead = await resolve({ ...inputs, registry: "github:acme/models@next" });
    expect(ahead).toMatchObject({ exitCode: 0, outputs: { version: "1.1.0", changed: "true" } });
    expect(await readFile(join(folder, "model/model.bin"), "utf8")).toBe("second weights");
  });

  test("bytes that are not what was registered never appear", async () => {
    const world = await createActionWorld();
    const folder = await folderWith({});
    const resolve = await deployer(world, folder);
    for (const file of await filesBelow(world.store)) await writeFile(file, "third weights");
    const step = await resolve({ reference: "churn@production", registry: "github:acme/models", path: "model" });
    expect(step).toMatchObject({ exitCode: 1, outputs: {} });
    expect(step.commands).toEqual([expect.stringMatching(/^::error title=digest-mismatch::/)]);
    expect(await readdir(folder)).toEqual([]);
  });
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
