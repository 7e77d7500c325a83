import { describe, expect, test } from "vitest";
import { OutsideError } from "../../../core/errors.ts";
import { validate } from "../../../operations/validate/validate.ts";
import { NOBODY_ASKED } from "../../../operations/judge/judge.ts";
import { RegistryRepository } from "../../support/registry-repository.ts";
import { modelFile, settingsFile, stageFile, versionFile } from "../../support/sample-registry.ts";

const NOW = "2026-11-20T12:00:00Z";
const day = (number: number) => `2026-11-${String(number).padStart(2, "0")}T12:00:00Z`;
const TO_COME = "2099-01-01T00:00:00Z";
const stages = [{ name: "staging" }, { name: "production", gates: { after: "staging", soak: "7d" } }];

function newRegistry(): RegistryRepository {
  const repository = new RegistryRepository();
  const files = { ...settingsFile({ stages }), ...modelFile("churn"), ...versionFile("churn", "1.0.0") };
  repository.commit({ ...files, ...versionFile("churn", "1.1.0") }, { at: day(1), message: "Begin" });
  return repository;
}

/** What the soak gate says of a promotion to production that is proposed now. */
async function soakOf(repository: RegistryRepository, version: string) {
  repository.git(["checkout", "--quiet", "-b", "propose"]);
  repository.commit(stageFile("churn", "production", version), { at: NOW, message: "Promote" });
  const { comparison } = await check(repository);
  const { skipped = [], gates = [] } = comparison?.promotions[0]?.judgement ?? {};
  return skipped.includes("soak") ? "skipped" : gates.find(({ gate }) => gate === "soak");
}

async function check({ folder }: RegistryRepository) {
  return validate({
    folder,
    base: "main",
    head: "propose",
    people: NOBODY_ASKED,
    now: NOW,
    openStore: () =>
      Promise.reject(new OutsideError({ code: "git-failed", message: "No store here", hint: "None is needed." })),
  });
}

describe("a commit with a time in the future", () => {
  test("is a finding, wherever on the branch it stands", async () => {
    const repository = newRegistry();
    repository.git(["checkout", "--quiet", "-b", "propose"]);
    repository.commit({ "registry/models/churn/README.md": "# Churn\n" }, { at: TO_COME, message: "Describe" });
    repository.commit({ "registry/models/churn/README.md": "# Churn!\n" }, { at: day(3), message: "Again" });
    const { findings } = await check(repository);
    expect(findings).toMatchObject([
      { rule: "commit-time", severity: "warning", path: "registry/models/churn/README.md" },
    ]);
    expect(findings[0]?.message).toContain("2099-01-01 00:00 UTC, which is in the future");
  });

  test("counts as now while it is the last", async () => {
    const repository = newRegistry();
    repository.commit(stageFile("churn", "staging", "1.0.0"), { at: TO_COME, message: "Promote" });
    expect(await soakOf(repository, "1.0.0")).toMatchObject({
      verdict: "pending",
      lookAgainAt: "2026-11-27T12:00:00Z",
    });
  });

  test("holds nothing up: it was there before what came after it", async () => {
    const repository = newRegistry();
    repository.commit(stageFile("churn", "staging", "1.0.0"), { at: TO_COME, message: "Promote" });
    repository.commit({ "README.md": "Ours.\n" }, { at: day(10), message: "Describe" });
    expect(await soakOf(repository, "1.0.0")).toMatchObject({ verdict: "passed" });
  });

  test("makes no soak that a later commit cannot bear out", async () => {
    const repository = newRegistry();
    repository.commit({ "README.md": "Ours.\n" }, { at: day(19), message: "Describe" });
    repository.commit(stageFile("churn", "staging", "1.0.0"), { at: TO_COME, message: "Promote" });
    repository.commit({ "README.md": "Mine.\n" }, { at: "2020-01-01T00:00:00Z", message: "Backdated" });
    expect(await soakOf(repository, "1.0.0")).toMatchObject({
      verdict: "pending",
      lookAgainAt: "2026-11-26T12:00:00Z",
    });
  });

  test("shows of no earlier entry that its soak had passed", async () => {
    const repository = newRegistry();
    repository.commit(stageFile("churn", "staging", "1.0.0"), { at: day(19), message: "Promote" });
    repository.commit(stageFile("churn", "production", "1.0.0"), { at: TO_COME, message: "Force" });
    repository.commit(stageFile("churn", "production", "1.1.0"), { at: day(19), message: "Go on" });
    expect(await soakOf(repository, "1.0.0")).toMatchObject({ verdict: "pending" });
  });
});
