import { expect, test } from "vitest";
import { folderWith } from "../support/folder.ts";
import { createReleaseRegistry } from "./release-registry.ts";
import { programEnvironment, runProgram } from "./run-program.ts";

interface Registration {
  readonly version: string;
  readonly ref: string;
  readonly commit_hexsha: string;
  readonly is_active: boolean;
}

test("gto reads what was published from the tags of the releases", async () => {
  const { workspace, repository, modelyard, merge } = await createReleaseRegistry();
  await workspace.write("registry/models/fraud/model.yaml", model("fraud", "integer"));
  await workspace.write("registry/models/ranker/model.yaml", model("ranker", "commit"));
  await workspace.write("out/model.bin", "weights");
  const commits: Record<string, string> = {};
  for (const [name, version] of [
    ["churn", "1.9.0"],
    ["churn", "1.10.0"],
    ["churn", "1.11.0-rc.1"],
    ["churn_2-b", "0.1.0"],
    ["fraud", "12"],
    ["ranker", "4f8d11a"],
  ] as const) {
    await modelyard("draft", name, "--version", version, "--artifact", "out/model.bin");
    await merge(`Add ${name} ${version}`);
    commits[`${name}@v${version}`] = await workspace.git("rev-parse", "HEAD");
  }
  await modelyard("publish");

  const at = { folder: await folderWith({}), environment: programEnvironment("newest") };
  await runProgram(["git", "clone", "--quiet", repository.gitDir, "."], at);
  const gto = async <Answer>(...words: string[]): Promise<Answer> =>
    JSON.parse(await runProgram(["gto", ...words, "--json"], at)) as Answer;
  // GTO knows semantic versions alone, and passes over the tags of the other two.
  const registered = { stage: {}, registered: true, active: true };
  expect(await gto("show")).toEqual({
    churn: { ...registered, version: "v1.11.0-rc.1" },
    "churn_2-b": { ...registered, version: "v0.1.0" },
  });
  const shown = await gto<readonly Registration[]>("show", "churn");
  expect(shown.map(({ version, ref, commit_hexsha: commit }) => [version, ref, commit])).toEqual(
    ["1.11.0-rc.1", "1.10.0", "1.9.0"].map((version) => {
      const tag = `churn@v${version}`;
      return [`v${version}`, tag, commits[tag]];
    }),
  );
  expect(shown.every((each) => each.is_active)).toBe(true);
  expect(await gto("check-ref", "churn@v1.10.0")).toMatchObject({ event: "registration", version: "v1.10.0" });
});

const model = (name: string, versioning: string): string =>
  `schema: model/1\nname: ${name}\nowners: ["@alice"]\nversioning: ${versioning}\n`;
