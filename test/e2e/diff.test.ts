import { expect, test } from "vitest";
import { createRegistry } from "../support/workspace.ts";

test("a comparison calls the two versions by their names", async () => {
  const workspace = await createRegistry();
  await workspace.write("signature.json", JSON.stringify({ inputs: [{ name: "age", type: "long" }], outputs: [] }));
  const words = ["--artifact", "out/model.bin", "--signature", "signature.json"];
  await workspace.modelyard("draft", "churn", "--version", "1.1.0", ...words);
  const { stdout } = await workspace.modelyard("diff", "churn@1.0.0", "churn@1.1.0");
  expect(stdout).toContain("signature\n  churn 1.0.0 does not declare its inputs\n");
});

test("a comparison shows long values in short, and empty ones at all", async () => {
  const workspace = await createRegistry();
  await workspace.write("params.json", JSON.stringify({ notes: "x".repeat(5000), tag: "" }));
  await workspace.write("requirements.txt", "numpy\n");
  const sources = ["--params", "params.json", "--environment", "requirements.txt"];
  await workspace.modelyard("draft", "churn", "--version", "1.1.0", "--artifact", "out/model.bin", ...sources);
  const { stdout } = await workspace.modelyard("diff", "churn@1.0.0", "churn@1.1.0");
  expect(stdout).toContain(`  notes  ${"x".repeat(79)}… (new)\n  tag  "" (new)\n`);
  expect(stdout).toContain("  numpy  any version (new)\n");
});
