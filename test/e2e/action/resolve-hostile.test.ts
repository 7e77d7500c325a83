import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256OfBytes } from "../../../adapters/files/hash.ts";
import { folderWith } from "../../support/folder.ts";
import { NASTY_LINES, asYaml, expectInertStep, hostileVersion } from "./hostile.ts";
import { runStep } from "./step.ts";
import { createActionWorld } from "./world.ts";

const BYTES = "first weights";
const status = (name: string) =>
  asYaml({ schema: "status/1", model: "churn", version: "1.2.0", status: name, reason: NASTY_LINES });

test("nothing of a version, its withdrawal or a reference commands the runner or becomes another output", async () => {
  const world = await createActionWorld();
  const artifact = { size: BYTES.length, sha256: sha256OfBytes(Buffer.from(BYTES)) };
  const at = "registry/models/churn";
  await world.github.commit(world.repository, {
    files: {
      [`${at}/versions/1.2.0.yaml`]: asYaml(hostileVersion("1.2.0", artifact)),
      [`${at}/status/1.2.0.yaml`]: status("archived"),
    },
  });
  const resolve = async (inputs: Record<string, string>) => {
    const { token, github } = world;
    const folder = await world.checkout("refs/heads/main");
    const environment = { MODELYARD_CACHE: await folderWith({}) };
    const event = { name: "workflow_dispatch", payload: {} };
    const step = await runStep({
      action: "resolve",
      event,
      folder,
      inputs,
      token,
      apiUrl: github.apiUrl,
      environment,
    });
    await expectInertStep(step, "resolve");
    return { step, folder };
  };

  const told = await resolve({ reference: "churn@1.2.0" });
  expect(told.step).toMatchObject({ exitCode: 0, outputs: { model: "churn", version: "1.2.0", stage: "" } });
  expect(told.step.commands).toEqual([expect.stringMatching(/^::warning .*archived.*owned/)]);
  expect(JSON.parse(told.step.outputs["artifacts"] ?? "")).toMatchObject([
    { path: "model.bin" },
    { path: NASTY_LINES.slice(-500) },
  ]);
  const pulled = await resolve({ reference: "churn@1.2.0", path: "model" });
  expect(pulled.step.exitCode).toBe(1);
  await expect(readFile(join(pulled.folder, "model/model.bin"))).rejects.toThrow("ENOENT");

  await world.github.commit(world.repository, { files: { [`${at}/status/1.2.0.yaml`]: status("yanked") } });
  const yanked = await resolve({ reference: "churn@1.2.0" });
  expect(yanked.step).toMatchObject({ exitCode: 1, outputs: {}, commands: [expect.stringContaining("owned")] });
  const unknown = await resolve({ reference: `churn@${NASTY_LINES}`, registry: "github:acme/models" });
  expect(unknown.step).toMatchObject({ exitCode: 1, outputs: {}, commands: [expect.stringContaining("owned")] });
});
