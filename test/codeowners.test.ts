import { expect, test } from "vitest";
import { createRegistry } from "./support/workspace.ts";

test("codeowners writes its section, keeps the rest, and validate says when it is out of date", async () => {
  const workspace = await createRegistry();
  await workspace.write(".github/CODEOWNERS", "* @platform");
  expect((await workspace.modelyard("codeowners")).stdout).toBe("wrote .github/CODEOWNERS\n");
  const written = await workspace.read(".github/CODEOWNERS");
  expect(written).toMatch(/^\* @platform\n\n# modelyard: .*\n\/registry\/models\/churn\/ @alice\n# modelyard: end\n$/);
  expect((await workspace.modelyard("codeowners")).stdout).toContain("up to date");
  expect((await workspace.modelyard("validate")).stdout).toBe("3 files: no findings.\n");

  const path = "registry/models/churn/model.yaml";
  await workspace.write(path, (await workspace.read(path)).replace('"@alice"', '"@bob", "@acme/ml"'));
  expect((await workspace.modelyard("validate")).stdout).toContain("codeowners-stale");
  await workspace.modelyard("codeowners");
  expect(await workspace.read(".github/CODEOWNERS")).toBe(written.replace("@alice", "@bob @acme/ml"));
});
