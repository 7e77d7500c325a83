import { describe, expect, test } from "vitest";
import { collisionsAmong } from "./artifact-collisions.ts";
import { artifactPathProblem } from "./artifact-path.ts";

const git = "has a part that git takes for its own folder";
const other = "has a part that is another name of a file of git's";
const windows = "has a part that Windows cannot store";
const unseen = "has characters that cannot be seen";

describe("artifactPathProblem", () => {
  test.each([
    "model.onnx",
    "bundle/data/model.pkl",
    ".gitattributes",
    ".gitignore",
    "a/.gitmodules",
    "git",
    ".github/x",
    "x.git/y",
    "digit~1",
    "größe/Å.bin",
    "common/con-x",
    "data/SHA256SUMS",
    "data/version.yaml",
    "a".repeat(255),
    "ü".repeat(127),
  ])("%s is one", (path) => expect(artifactPathProblem(path)).toBeUndefined());

  test.each([
    [".git", git],
    [".git/config", git],
    ["a/.GIT/config", git],
    ["a/.Git", git],
    ["GIT~1/config", git],
    ["a/git~2", git],
    [".git./config", git],
    [".git /config", git],
    [".git . ./config", git],
    [".git::$INDEX_ALLOCATION/config", git],
    [".git:x", git],
    [".g\u200cit/config", git],
    [".git\ufeff", git],
    ["\u206e.git", git],
    [".gi\u200dt . /x", git],
    ["a/.git\\x", git],
    ["GITMOD~1", other],
    ["a/gitatt~1", other],
    ["gi7d29~1", other],
    [".gitmodules ", other],
    [".GITATTRIBUTES", other],
    [".git\u200battributes", other],
    ["a\u200b", unseen],
    ["a\ufe0f", unseen],
    ["a\u3164b", unseen],
    ["a\ud800", unseen],
    ["a\uffff", unseen],
    ["a\u0000", unseen],
    ["a\u007f", unseen],
    ["a\n", unseen],
    ["COM¹", windows],
    ["lpt³.bin", windows],
    ["conout$", windows],
    ["nul .txt", windows],
    ["AUX", windows],
    ["a/b.", windows],
    ["a/b ", windows],
    ["a?", windows],
    ["SHA256SUMS/x", "needs SHA256SUMS as a folder"],
    ["sha256sums/x/y", "needs SHA256SUMS as a folder"],
    ["version.yaml/x", "needs version.yaml as a folder"],
    ["Version.YAML", "is the name of a file that every published version carries"],
    ["ver\u017fion.yaml", "is the name of a file that every published version carries"],
    ["a".repeat(256), "has a part of more than 255 bytes"],
    [`a/${"ü".repeat(128)}`, "has a part of more than 255 bytes"],
    [Array.from({ length: 600 }, () => "a").join("/"), "has more than 1024 bytes"],
  ])("%j is none", (path, problem) => expect(artifactPathProblem(path)).toContain(problem));
});

const messages = (...paths: string[]): string[] => [...collisionsAmong(paths)].map(({ message }) => message);

describe("collisionsAmong", () => {
  test.each([
    [["a", "b/a", "b/c"]],
    [["HEAD", "config", "objects/a"]],
    [["a/HEAD", "objects/a", "refs/b"]],
    [["strasse", "strase"]],
  ])("%j lie beside one another", (paths) => expect(messages(...paths)).toEqual([]));

  test.each([
    [["Å.bin", "A\u030a.bin"], "are one file"],
    [["\u212a.bin", "k.bin"], "are one file"],
    [["\u212b", "å"], "are one file"],
    [["straße/a", "STRASSE/a"], "are one file"],
    [["groß", "GROẞ"], "are one file"],
    [["ﬁt", "FIT"], "are one file"],
    [["A/x", "a/y"], "a and A are one folder on Windows and macOS"],
    [["ä/x", "a\u0308/y"], "are one folder"],
    [["a", "a/b"], "a is a file, and a/b needs it as a folder"],
    [["K/b", "\u212a"], "needs it as a folder"],
    [["HEAD", "objects/a", "refs/b"], "a git repository"],
    [["x/head", "x/OBJECTS/a", "x/refs/b"], "a git repository"],
    [["x/HEAD", "x/commondir"], "a git repository"],
  ])("%j meet", (paths, message) => expect(messages(...paths).join("\n")).toContain(message));
});
