import { join } from "node:path";
import { expect, test } from "vitest";
import { freezeEnvironment } from "../../adapters/trackers/plain/environment/freeze.ts";
import { programs } from "./programs.ts";
import { programEnvironment, runProgram } from "./run-program.ts";

test("what pip freeze says of a real environment", async () => {
  const python = join(programs("newest"), "python");
  const at = { folder: ".", environment: programEnvironment("newest") };
  const { environment } = await freezeEnvironment({ python });
  const frozen = await runProgram([python, "-m", "pip", "--disable-pip-version-check", "freeze"], at);
  expect(environment?.requirements).toEqual(frozen.split("\n"));
  expect(`Python ${environment?.python}`).toBe(await runProgram([python, "--version"], at));
  expect(environment?.platform).toBe(`${process.platform}-${process.arch}`);
});
