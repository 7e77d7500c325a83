import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../core/errors.ts";
import { folderWith } from "../../../test/support/folder.ts";
import { dvcDigest } from "./digest.ts";
import { manifestDigest } from "./manifest.ts";

// The expected values are those of DVC's own tests, and of DVC 3.67 and 2.58 where a comment says so.

describe("directories", () => {
  test.for([
    [{ foo: "foo", bar: "bar" }, "md5:5ea40360f5b4ec688df672a4db9c17d1.dir"],
    [{ foo: "foo", bar: "bar", foobar: "foobar" }, "md5:a5beca056acbef9e0013347efdc2b751.dir"],
    [{ foo: "foo", bar: "bar", foobar: "foobar", "subdir/file": "file" }, "md5:de78e9fff7c3478c6b316bf08437d0f6.dir"],
    [{ foo: "foo", bar: "bar", "nested/file": "file" }, "md5:5fc28ea78987408341668eba6525ebd1.dir"],
    [{}, "md5:d751713988987e9331980363e24189ce.dir"],
  ] as const)("%o", async ([files, digest]) => {
    const folder = await folderWith(files);
    const sizeBytes = Object.values<string>(files).join("").length;
    expect(await dvcDigest(folder)).toEqual({ digest, sizeBytes, files: Object.keys(files).length });
  });

  test("awkward names, links and empty folders, as DVC 3.67 records them", async () => {
    const folder = await folderWith({
      "src/s.py": "code\n",
      "raw/a.csv": "a\r\nb\r\n",
      "raw/sub/b c.csv": "x\n",
      "raw/wéird 😀/z.txt": "y\n",
      // The order is that of code points: in UTF-16 units the emoji would come first.
      "raw/\uFF5E.txt": "q\n",
      "raw/\u{1F600}.txt": "q2\n",
    });
    await mkdir(join(folder, "raw/empty"));
    await symlink("a.csv", join(folder, "raw/link.csv"));
    await symlink("../src", join(folder, "raw/linked-folder"));
    expect(await dvcDigest(join(folder, "raw"))).toEqual({
      digest: "md5:5b3a1aa24147ee41426118d2d3f2eeea.dir",
      sizeBytes: 21,
      files: 6,
    });
  });

  test("a manifest escapes what is not printable ASCII", () => {
    const odd = [{ relpath: `\u007F"\\\n\u001F`, md5: "c157a79031e1c40f85931829bc5fc552" }];
    // hashlib.md5(json.dumps([{"md5": …, "relpath": "\x7f\"\\\n\x1f"}], sort_keys=True).encode()).hexdigest()
    expect(manifestDigest(odd)).toBe("md5:7ca0c4b9582d32be880086004eb5c9c3.dir");
  });
});

describe("line ends", () => {
  test("DVC 3 hashes bytes, DVC 2 hashed text with LF", async () => {
    const folder = await folderWith({ crlf: "foo\r\nbar\r\n", lf: "foo\nbar\n", binary: "foo\r\n\0" });
    const crlf = join(folder, "crlf");
    const legacy = { algorithm: "md5-dos2unix" } as const;
    expect(await dvcDigest(crlf, legacy)).toEqual({
      digest: "md5:f47c75614087a8dd938ba4acff252494",
      sizeBytes: 10,
      files: 1,
    });
    expect((await dvcDigest(join(folder, "lf"), legacy)).digest).toBe("md5:f47c75614087a8dd938ba4acff252494");
    expect((await dvcDigest(crlf)).digest).not.toBe("md5:f47c75614087a8dd938ba4acff252494");
    const binary = join(folder, "binary");
    expect(await dvcDigest(binary, legacy)).toEqual(await dvcDigest(binary));
  });

  test("each MiB is judged by itself, and a line end across two of them stays, as in DVC 2.58", async () => {
    const folder = await folderWith({
      "a.csv": "a\r\nb\r\n",
      bin: "a\r\nb\r\n\0",
      "big.txt": `${"x".repeat(1024 * 1024 - 1)}\r\nfoo\r\n`,
    });
    expect(await dvcDigest(folder, { algorithm: "md5-dos2unix" })).toEqual({
      digest: "md5:26339a0c1e1b5267deb453ca8f70e03a.dir",
      sizeBytes: 1048595,
      files: 3,
    });
  });
});

test("a line end in the middle of a MiB is one line end", async () => {
  const half = "x".repeat(512 * 1024 - 1);
  const folder = await folderWith({ crlf: `${half}\r\nfoo`, lf: `${half}\nfoo` });
  const legacy = { algorithm: "md5-dos2unix" } as const;
  const { digest } = await dvcDigest(join(folder, "crlf"), legacy);
  expect(digest).toBe((await dvcDigest(join(folder, "lf"), legacy)).digest);
});

describe(".dvcignore", () => {
  const kept = { foo: "foo", bar: "bar" };
  const ignored = {
    "data/a.log": "log",
    "data/keep/b.log": "log",
    "data/cache/deep/c": "c",
    "data/keep/d.tmp": "d",
    "data/.git/config": "git",
    "data/other-repository/.dvc/config": "",
    "data/other-repository/e": "e",
  };
  const keptInData = Object.fromEntries(Object.entries(kept).map(([name, content]) => [`data/${name}`, content]));

  test("hides files as gitignore does, from the repository's root down", async () => {
    const folder = await folderWith({
      ".dvc/config": "",
      ".dvcignore": "# logs\n*.log\n/data/cache/\nd.tmp\n",
      ...keptInData,
      ...ignored,
    });
    expect(await dvcDigest(join(folder, "data"))).toEqual(await dvcDigest(await folderWith(kept)));
  });

  test("a deeper file has the last word", async () => {
    const folder = await folderWith({
      ".dvc/config": "",
      ".dvcignore": "*.log\n",
      "my data/.dvcignore": "!b.log\n/keep/only-here\n*.tmp",
      "my data/keep/b.log": "b",
      "my data/keep/only-here": "x",
      "my data/keep/sub/keep/only-here": "y",
      "my data/keep/sub/c.tmp": "c",
    });
    const expected = await folderWith({ "b.log": "b", "sub/keep/only-here": "y" });
    expect(await dvcDigest(join(folder, "my data/keep"))).toEqual(await dvcDigest(expected));
  });

  test("may not lie inside of what is tracked", async () => {
    const folder = await folderWith({ ".dvc/config": "", "data/.dvcignore": "a\n" });
    await expect(dvcDigest(join(folder, "data"))).rejects.toMatchObject({ code: "dvc-ignore-inside" });
  });

  test("means nothing outside of a DVC repository", async () => {
    const folder = await folderWith({ ".dvcignore": "foo\n", "data/foo": "foo" });
    expect((await dvcDigest(join(folder, "data"))).files).toBe(1);
  });
});

test("nothing there, and names that DVC refuses", async () => {
  const folder = await folderWith({});
  await expect(dvcDigest(join(folder, "none"))).rejects.toMatchObject({ code: "file-missing" });
  await symlink("nowhere", join(folder, "broken"));
  await expect(dvcDigest(folder)).rejects.toBeInstanceOf(InputError);
});
