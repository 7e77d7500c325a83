// Where the project's owner stands outside of the code: the manifest, the pages, and who answers for the project's own registry.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT_OWNER } from "../core/project.ts";

const LOGIN = String.raw`[A-Za-z0-9][A-Za-z0-9-]*`;

/** In each of these places a login comes first, whatever it is now. */
const NAMED = [
  // https://github.com/OWNER/modelyard, OWNER/modelyard/action/validate@v1, gh release download --repo OWNER/modelyard
  new RegExp(String.raw`(?<=github\.com/)${LOGIN}(?=/modelyard\b)`, "g"),
  new RegExp(String.raw`(?<![\w/.-])${LOGIN}(?=/modelyard/action/)`, "g"),
  new RegExp(String.raw`(?<=--repo )${LOGIN}(?=/modelyard\b)`, "g"),
  // @OWNER/maintainers
  new RegExp(String.raw`(?<=@)${LOGIN}(?=/maintainers\b)`, "g"),
  // What the pages say of it: replace `OWNER` with the owner of the modelyard repository that you use
  new RegExp(String.raw`(?<=[Rr]eplace \x60)${LOGIN}(?=\x60 with)`, "g"),
  new RegExp(String.raw`(?<=<!-- not run: )${LOGIN}(?= has no release -->)`, "g"),
];

const FILES = ["package.json", "README.md", "SECURITY.md", ".github/CODEOWNERS", "registry/models/penguins/model.yaml"];

/** @returns each file that may name the owner, with this one in it */
export async function* withOwner(
  root: string,
  owner = PROJECT_OWNER,
): AsyncIterable<readonly [path: string, text: string]> {
  const pages = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md")).sort();
  for (const path of [...FILES, ...pages.map((name) => `docs/${name}`)]) {
    const text = await readFile(join(root, path), "utf8");
    yield [path, NAMED.reduce((changed, place) => changed.replaceAll(place, owner), text)];
  }
}
