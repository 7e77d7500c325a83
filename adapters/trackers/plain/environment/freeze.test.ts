import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OutsideError } from "../../../../core/errors.ts";
import { freezeEnvironment } from "./freeze.ts";

// A stand-in for Python keeps this test independent of what is installed; the interoperation tests ask a real one.
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "freeze-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function standIn(freeze: string): Promise<string> {
  const path = join(folder, `python-${Math.random()}`);
  const about = `["3.11.7", "Linux", "x86_64"]`;
  await writeFile(path, `#!/bin/sh\ncase "$*" in "-c "*) echo '${about}';; *" freeze") ${freeze};; *) exit 9;; esac\n`);
  await chmod(path, 0o755);
  return path;
}

test("version, platform and packages of a Python", async () => {
  const python = await standIn(`echo numpy==1.26.4; echo 'churn @ file:///home/alice/churn'`);
  expect(await freezeEnvironment({ python })).toEqual({
    environment: { python: "3.11.7", platform: "linux-x64", requirements: ["numpy==1.26.4"] },
    notes: [
      `pip freeze of ${python} names folders of one machine, which are not recorded: churn @ file:///home/alice/churn.`,
    ],
  });
});

test("a Python without pip, or no Python at all, is said so", async () => {
  const python = await standIn(`echo 'No module named pip' >&2; exit 1`);
  await expect(freezeEnvironment({ python })).rejects.toThrow(`${python} -m pip freeze failed: No module named pip`);
  await expect(freezeEnvironment({ python: join(folder, "none") })).rejects.toBeInstanceOf(OutsideError);
});
