import { expect, test } from "vitest";
import { modelFile, settingsFile, stageFile, statusFile, versionFile } from "../../test/support/sample-registry.ts";
import { RegistryRepository } from "../../test/support/registry-repository.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { openHistory } from "../history/history.ts";
import { rollbackTarget } from "./rollback-target.ts";

const VERSIONS = ["1.0.0", "1.1.0", "1.2.0"];
const day = (number: number) => `2026-10-${String(number).padStart(2, "0")}T09:30:00Z`;

/** A registry whose production held `versions`, one after the other. */
function registryWith(...versions: readonly (string | null)[]): RegistryRepository {
  const repository = new RegistryRepository();
  const versionFiles = VERSIONS.map((version) => versionFile("churn", version));
  const files: Record<string, string> = Object.assign({}, settingsFile(), modelFile("churn"), ...versionFiles);
  repository.write(files);
  repository.import([
    { at: day(1), files },
    ...versions.map((version, index) => ({
      at: day(index + 2),
      files: stageFile("churn", "production", version),
      message: `Promote (#${index})`,
    })),
  ]);
  return repository;
}

const target = async ({ folder }: RegistryRepository, stage = "production") => {
  const history = await openHistory({ kind: "folder", folder }, { environment: {} });
  return rollbackTarget({ history, tree: openFolder(folder), model: "churn", stage });
};

test("the last different holder, with when it was there", async () => {
  expect(await target(registryWith("1.0.0", "1.1.0", "1.2.0"))).toMatchObject({
    from: "1.2.0",
    to: "1.1.0",
    passedOver: [],
    tenure: { from: { pullRequest: 1 }, until: { pullRequest: 2 } },
    revision: "main",
  });
});

test("an empty stage gets back what left it", async () => {
  expect(await target(registryWith("1.0.0", "1.1.0", null))).toMatchObject({ from: null, to: "1.1.0" });
});

test("a second rollback goes forth again, unless the version was withdrawn in the meantime", async () => {
  const repository = registryWith("1.0.0", "1.1.0", "1.2.0", "1.1.0");
  expect(await target(repository)).toMatchObject({ from: "1.1.0", to: "1.2.0" });

  repository.write(statusFile("churn", "1.2.0", "rejected", "Scores drift."));
  expect(await target(repository)).toMatchObject({
    to: "1.0.0",
    passedOver: [{ version: "1.2.0", reason: "rejected: Scores drift." }],
  });
});

test("a deprecated version may come back; one that is yanked, archived, gone or broken may not", async () => {
  const repository = registryWith("1.0.0", "1.1.0", "1.2.0");
  repository.write(statusFile("churn", "1.1.0", "deprecated"));
  expect(await target(repository)).toMatchObject({ to: "1.1.0" });

  for (const status of ["yanked", "archived"]) {
    repository.write(statusFile("churn", "1.1.0", status));
    expect(await target(repository)).toMatchObject({ to: "1.0.0", passedOver: [{ reason: `${status}: A reason.` }] });
  }
  repository.write({ "registry/models/churn/versions/1.1.0.yaml": null });
  expect(await target(repository)).toMatchObject({ to: "1.0.0", passedOver: [{ reason: "its version file is gone" }] });
  repository.write({ "registry/models/churn/versions/1.1.0.yaml": "artifacts: [" });
  expect(await target(repository)).toMatchObject({ to: "1.0.0", passedOver: [{ version: "1.1.0" }] });
});

test("nowhere to go is said, with why", async () => {
  const repository = registryWith("1.0.0");
  await expect(target(repository)).rejects.toMatchObject({
    code: "rollback-impossible",
    message: "There is nothing to roll production of churn back to: no version but 1.0.0 was ever in production",
  });
  await expect(target(repository, "staging")).rejects.toMatchObject({
    message: "There is nothing to roll staging of churn back to: nothing was ever in staging",
  });
  const yanked = registryWith("1.0.0", "1.1.0");
  yanked.write(statusFile("churn", "1.0.0", "yanked", "Leaks."));
  await expect(target(yanked)).rejects.toMatchObject({
    message:
      "There is nothing to roll production of churn back to: every earlier version is unfit: 1.0.0 (yanked: Leaks.)",
  });
});
