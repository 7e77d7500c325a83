import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRegistry } from "../support/workspace.ts";
import { createReleaseWorld } from "../contracts/stores/release-world.ts";
import { createReleaseRegistry } from "./release-registry.ts";
import { programEnvironment, runProgram } from "./run-program.ts";

const page = await readFile(join(import.meta.dirname, "../../docs/deploying.md"), "utf8");
const script = /^```python\n([^]*?)^```$/m.exec(page)?.[1] ?? "";

const files = {
  "out/bundle/weights.bin": "some weights",
  "out/bundle/data/.hidden. ünï (1).txt": "text",
  "out/bundle/data/empty": "",
  "out/bundle/large.bin": "0123456789".repeat(300_000),
};

/** What the script puts into `model`, run by a Python that has PyYAML and nothing else. */
async function fetchModel(folder: string, own: Readonly<Record<string, string>> = {}): Promise<string> {
  await writeFile(join(folder, "fetch_model.py"), script);
  const at = { folder, environment: programEnvironment("deploy", own) };
  return runProgram(["python", "fetch_model.py", "churn", "production", "model"], at);
}

async function expectFiles(folder: string): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    expect(await readFile(join(folder, path.replace("out/", "model/")), "utf8")).toBe(content);
  }
}

test("the script of the page fetches from a folder, and refuses what is damaged", async () => {
  const workspace = await createRegistry();
  for (const [path, content] of Object.entries(files)) await workspace.write(path, content);
  await workspace.modelyard("draft", "churn", "--version", "1.1.0", "--artifact", "out/bundle");
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", "--message=Add churn 1.1.0");
  await workspace.modelyard("publish");
  await workspace.modelyard("promote", "churn@1.1.0", "production");
  expect(await fetchModel(workspace.folder)).toBe("churn 1.1.0: model holds its files, verified");
  await expectFiles(workspace.folder);

  const sums = await workspace.read("store/versions/churn/1.1.0/SHA256SUMS");
  const [digest = ""] =
    sums
      .split("\n")
      .find((line) => line.endsWith("large.bin"))
      ?.split(" ") ?? [];
  await truncate(join(workspace.folder, "store/sha256", digest.slice(0, 2), digest.slice(2)), 1000);
  await expect(fetchModel(workspace.folder)).rejects.toThrow("bundle/large.bin is not what the registry names");
  // What was there before stays.
  await expectFiles(workspace.folder);
});

test.for([
  ["a public repository, without a token", false],
  ["a private one", true],
] as const)("the script of the page fetches from the releases of %s", async ([, isPrivate]) => {
  const { workspace, github, repository, token, modelyard, merge } = await createReleaseRegistry({
    private: isPrivate,
  });
  const own = { GITHUB_API_URL: github.apiUrl, GITHUB_REPOSITORY: "acme/models" };
  for (const [path, content] of Object.entries(files)) await workspace.write(path, content);
  await modelyard("draft", "churn", "--version", "1.1.0", "--artifact", "out/bundle", "--owner", "@alice");
  await merge("Add churn 1.1.0");
  await modelyard("publish");
  // The line is written whatever the gates say, which its exit code tells.
  await workspace.modelyardWith({ ...own, GITHUB_TOKEN: token }, "promote", "churn@1.1.0", "production");

  const reader = github.addToken({ login: "deployer", kind: "user", permissions: { contents: "read" } });
  const environment = { ...own, ...(isPrivate && { GITHUB_TOKEN: reader }) };
  expect(await fetchModel(workspace.folder, environment)).toBe("churn 1.1.0: model holds its files, verified");
  await expectFiles(workspace.folder);

  const damaged = repository.releases[0]?.assets.find(({ name }) => name === "bundle--weights.bin");
  await writeFile(damaged?.file ?? "", "SOME WEIGHTS");
  const refusal = fetchModel(workspace.folder, environment);
  await expect(refusal).rejects.toThrow("bundle/weights.bin is not what the registry names");
});

test("the script of the page joins a file that a release holds in parts", async () => {
  const world = await createReleaseWorld();
  await world.saveDraft();
  await world.publish();
  const { workspace, github } = world;
  await workspace.modelyard("promote", "churn@1.0.0", "production");
  const own = { GITHUB_API_URL: github.apiUrl, GITHUB_REPOSITORY: "acme/models" };
  expect(await fetchModel(workspace.folder, own)).toBe("churn 1.0.0: model holds its files, verified");
  expect(await workspace.read("model/bundle/data/large.bin")).toBe("0123456789".repeat(10));
  expect(await workspace.read("model/bundle/empty")).toBe("");
});
