import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RegistryRepository, temporaryFolder } from "../../test/support/registry-repository.ts";
import { defaultBranch, folderInRepository } from "./repository.ts";

describe("the default branch", () => {
  const AT = { at: "2026-10-01T00:00:00Z", message: "Begin" };

  /** Makes `refs` of a repository's only commit. */
  function repositoryWith(...refs: readonly string[]): RegistryRepository {
    const repository = new RegistryRepository();
    repository.git(["checkout", "--quiet", "-b", "work"]);
    const commit = repository.commit({ "README.md": "" }, AT);
    for (const ref of refs) repository.git(["update-ref", `refs/${ref}`, commit]);
    return repository;
  }

  test.each([
    [["heads/main", "heads/master", "heads/maintenance"], "refs/heads/main"],
    [["heads/master"], "refs/heads/master"],
    [["heads/main", "remotes/origin/master"], "refs/remotes/origin/master"],
    [["heads/main", "remotes/origin/main", "remotes/origin/master"], "refs/remotes/origin/main"],
    [["heads/trunk", "remotes/origin/trunk", "remotes/fork/main", "heads/main/x", "tags/main"], undefined],
    [[], undefined],
  ])("of %j is %s", async (refs, branch) => {
    expect(await defaultBranch(repositoryWith(...refs).folder)).toBe(branch);
  });

  test("is what the remote says, whatever its name", async () => {
    const repository = repositoryWith("heads/main", "remotes/origin/main", "remotes/origin/release/next");
    repository.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release/next"]);
    expect(await defaultBranch(repository.folder)).toBe("refs/remotes/origin/release/next");
  });

  test("is not a branch of the remote that is gone", async () => {
    const repository = repositoryWith("remotes/origin/main");
    repository.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone"]);
    expect(await defaultBranch(repository.folder)).toBe("refs/remotes/origin/main");
  });

  test("is unknown outside of a repository", async () => {
    expect(await defaultBranch(temporaryFolder())).toBeUndefined();
  });
});

test.each([
  ["", ""],
  ["ml", "ml/"],
  [" ml /of us", " ml /of us/"],
])("a folder %j lies in its repository at %j", async (path, prefix) => {
  const folder = join(new RegistryRepository().folder, path);
  await mkdir(folder, { recursive: true });
  expect(await folderInRepository(folder)).toBe(prefix);
});

test("a folder outside of git lies at the root", async () => {
  expect(await folderInRepository(temporaryFolder())).toBe("");
});
