import { createHash } from "node:crypto";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../../../test/support/folder.ts";
import { DvcObjects } from "./object-cache.ts";
import { readDvcPointer } from "./pointer.ts";

const md5 = createHash("md5").update("model").digest("hex");
const record = { path: "model.bin", digest: `md5:${md5}`, algorithm: "md5" } as const;
const place = `files/md5/${md5.slice(0, 2)}`;

test("an object is found in the cache, and in a remote that is a folder", async () => {
  const root = await folderWith({ [`.dvc/cache/${place}/${md5.slice(2)}`]: "model" });
  const cached = { path: "m", file: join(root, ".dvc/cache", place, md5.slice(2)) };
  expect(await (await DvcObjects.of([root])).files(record, "m")).toEqual([cached]);
  const other = await folderWith({
    ".dvc/config": "['remote \"r\"']\nurl = ../r\n",
    [`r/${place}/${md5.slice(2)}`]: "model",
  });
  const remote = { path: "m", file: join(other, "r", place, md5.slice(2)) };
  expect(await (await DvcObjects.of([other])).files(record, "m")).toEqual([remote]);
  const none = await DvcObjects.of([await folderWith({})]);
  await expect(none.files(record, "m")).rejects.toMatchObject({ code: "dvc-file-missing" });
});

test("a cache or settings that the system refuses to show are not taken for absent", async () => {
  const root = await folderWith({});
  await mkdir(join(root, ".dvc/cache", place), { recursive: true });
  const object = join(root, ".dvc/cache", place, md5.slice(2));
  await symlink(md5.slice(2), object);
  const refused = { code: "file-unreadable", path: object };
  await expect((await DvcObjects.of([root])).files(record, "m")).rejects.toMatchObject(refused);
  const other = await folderWith({ ".dvc/tmp": "" });
  const settings = join(other, ".dvc/config");
  await symlink("config", settings);
  await expect(DvcObjects.of([other])).rejects.toMatchObject({ code: "file-unreadable", path: settings });
});

test("a pointer that the system refuses to show is not taken for absent", async () => {
  const folder = await folderWith({});
  const pointer = join(folder, "data.csv.dvc");
  await symlink("data.csv.dvc", pointer);
  for (const named of [join(folder, "data.csv"), pointer])
    await expect(readDvcPointer(named)).rejects.toMatchObject({ code: "file-unreadable", path: pointer });
});
