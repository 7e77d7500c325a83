import { expect, test } from "vitest";
import { memoryTree } from "../../../test/support/memory-tree.ts";
import { readRegistry } from "../../registry/reading/partial.ts";
import { gitAttributes } from "./git-attributes.ts";

test.each<[string, string, number[]]>([
  ["nothing", "", []],
  ["what git does anyway", "* text=auto eol=lf\n*.yaml -diff linguist-generated merge\n*.yaml merge=binary\n", []],
  ["large files elsewhere", "*.safetensors filter=lfs\n/models/** filter=lfs\n", []],
  ["a macro", "[attr]secret filter=crypt\nregistry/** secret\n", [2]],
  ["a pattern in quotes", '"registry/**" ident\n', [1]],
  ["a pattern that C escapes hide", '"registr\\171/**" ident\n', [1]],
  ["Windows line ends", "# ours\r\n*.yaml ident\r\n", [2]],
  ["taken back by a later line", "registry/** ident\n*.yaml -ident\n", []],
  ["taken back for a folder, which git does not count for what is in it", "*.yaml filter=x\nmodels -filter\n", [1]],
  ["taken back for all that is in a folder", "*.yaml filter=x\n/registry/** -filter\n", []],
  ["a macro that names another, which comes later", "[attr]a b\n*.yaml a\n[attr]b filter=x\n", [2]],
  ["taken back for some alone", "registry/** ident\nstaging.yaml !ident\n", [1]],
  ["a model that is still to come", "registry/models/*/versions/*.yaml export-subst\n", [1]],
])("%s", async (_, text, lines) => {
  const registry = await readRegistry(memoryTree({ ".gitattributes": text }));
  expect([...gitAttributes.check(registry)].map(({ line }) => line)).toEqual(lines);
});
