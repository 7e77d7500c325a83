import { expect, test } from "vitest";
import { createDoctorWorld } from "./world.ts";

test("where everything is set up, every check is fine", async () => {
  const world = await createDoctorWorld();
  const { exitCode, results, complaints } = await world.examine();
  expect(complaints).toEqual([]);
  expect(exitCode).toBe(0);
  expect(new Set(results.map(({ check }) => check)).size).toBe(32);
  expect(world.github.contractViolations).toEqual([]);
});
