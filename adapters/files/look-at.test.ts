import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../../test/support/folder.ts";
import { namedFileError } from "./errors.ts";
import { filesBelow } from "./files-below.ts";
import { isFile, isFolder, ownStatsAt, textAt } from "./look-at.ts";

test("only what the system says is not there counts as absent", async () => {
  const folder = await folderWith({ "a/b.txt": "b" });
  for (const path of ["none", "none/below", "a/b.txt/below", "a/\0"]) {
    expect(await isFile(join(folder, path))).toBe(false);
    expect(await isFolder(join(folder, path))).toBe(false);
    expect(await textAt(join(folder, path))).toBeUndefined();
  }
  expect([await isFile(join(folder, "a/b.txt")), await isFolder(join(folder, "a"))]).toEqual([true, true]);
  expect([await textAt(join(folder, "a")), await textAt(join(folder, "a/b.txt"))]).toEqual([undefined, "b"]);
});

test("whatever else the system says is an error with the path", async () => {
  const folder = await folderWith({});
  const loop = join(folder, "loop");
  await symlink("loop", loop);
  const refused = {
    code: "file-unreadable",
    path: loop,
    message: expect.stringContaining("could not be read") as string,
  };
  for (const look of [isFile, isFolder, textAt]) await expect(look(loop)).rejects.toMatchObject(refused);
  expect((await ownStatsAt(loop))?.isSymbolicLink()).toBe(true);
});

test("of a path that somebody named, what is wrong with it is theirs to put right", () => {
  expect(["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EIO"].map((code) => failed(code))).toMatchObject([
    { code: "file-missing" },
    { code: "file-missing" },
    { code: "not-a-file" },
    { code: "file-unreadable", message: "a.txt could not be read: permission is denied" },
    { code: "file-unreadable", message: "a.txt could not be read: failed" },
  ]);
});

test("files below a folder: what is left out is not looked into, and a link is refused", async () => {
  const folder = await folderWith({ "a.txt": "", "b/c.txt": "", ".git/config": "" });
  const found = await filesBelow(folder, (name) => name === ".git");
  expect({ files: [...found.files].sort(), leftOut: found.leftOut }).toEqual({
    files: [join(folder, "a.txt"), join(folder, "b/c.txt")],
    leftOut: [join(folder, ".git")],
  });
  await symlink("a.txt", join(folder, "b/link"));
  await expect(filesBelow(folder)).rejects.toMatchObject({ code: "not-a-file", path: join(folder, "b/link") });
});

function failed(code: string): Error {
  return namedFileError("a.txt", Object.assign(new Error("failed"), { code, syscall: "open" }));
}
