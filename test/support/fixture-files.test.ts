import { describe, expect, test } from "vitest";
import { fixtureFiles, fixtureTree } from "./fixture-files.ts";
import { folderWith } from "./folder.ts";

const STAGES = "registry/models/churn/stages";
const shared = fixtureFiles();

describe("a fixture lies over the shared registry", () => {
  test("its files replace and join those below it, and the last folder has the last word", async () => {
    const first = await folderWith({ "registry/registry.yaml": "one\n", "registry/new.yaml": "one\n" });
    const second = await folderWith({ "registry/registry.yaml": "two\n" });
    const files = fixtureFiles(first, second);
    expect(Object.keys(files).sort()).toEqual([...Object.keys(shared), "registry/new.yaml"].sort());
    const contents = await fixtureTree(first, second).read(["registry/registry.yaml", "registry/new.yaml"]);
    expect([...contents.values()].map(String)).toEqual(["two\n", "one\n"]);
  });

  test("a folder that is taken away can be filled anew", async () => {
    const folder = await folderWith({ "absent.txt": `${STAGES}\n`, [`${STAGES}/staging.yaml`]: "mine\n" });
    const stages = Object.keys(fixtureFiles(folder)).filter((path) => path.startsWith(STAGES));
    expect(stages).toEqual([`${STAGES}/staging.yaml`]);
  });

  test("what repeats the file below it, or takes away what is not there, is an error", async () => {
    const path = `${STAGES}/staging.yaml`;
    const repeated = await folderWith({ [path]: shared[path] ?? "" });
    expect(() => fixtureFiles(repeated)).toThrow("repeats the file below it: delete it");
    const stale = await folderWith({ "absent.txt": "registry/models/nowhere\n" });
    expect(() => fixtureFiles(stale)).toThrow("names registry/models/nowhere, which is not below it");
  });
});
