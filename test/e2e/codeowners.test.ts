import { expect, test } from "vitest";
import { createRegistry, createWorkspace } from "../support/workspace.ts";

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

test("a registry below the root has its section where GitHub looks, beside that of another", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write("model.bin", "weights");
  for (const [folder, owner] of [
    [".", "@alice"],
    ["team/b", "@bob"],
  ] as const) {
    await workspace.modelyard("init", "--store", "file:store", "-C", folder);
    const words = ["--version", "1.0.0", "--artifact", "model.bin", "--owner", owner];
    await workspace.modelyard("draft", "churn", ...words, "-C", folder);
  }
  expect((await workspace.modelyard("codeowners", "-C", "team/b")).stdout).toBe("wrote ../../.github/CODEOWNERS\n");
  expect((await workspace.modelyard("codeowners")).stdout).toBe("wrote .github/CODEOWNERS\n");
  expect((await workspace.modelyard("codeowners", "-C", "team/b")).stdout).toContain("is up to date");
  const lines = (await workspace.read(".github/CODEOWNERS")).split("\n").filter((line) => line.startsWith("/"));
  expect(lines).toEqual(["/team/b/registry/models/churn/ @bob", "/registry/models/churn/ @alice"]);
  const { data } = await workspace.json("doctor", "-C", "team/b");
  const found = data["results"] as readonly { readonly check: string; readonly message: string }[];
  const told = found.filter(({ check }) => check === "codeowners").map(({ message }) => message);
  expect(told).toEqual([expect.stringContaining("asks nobody to review team/b/registry/registry.yaml")]);
});
