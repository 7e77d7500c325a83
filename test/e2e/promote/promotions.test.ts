import { describe, expect, test } from "vitest";
import { type Workspace, createRegistry, draftVersion } from "../../support/workspace.ts";

/** churn 1.0.0 and 1.1.0 are registered and published; 1.0.0 is in staging. */
async function registryWithTwoVersions(): Promise<Workspace> {
  const workspace = await createRegistry();
  await draftVersion(workspace, "1.1.0", "second weights");
  await workspace.modelyard("publish");
  await promoteOn(workspace, "main", "churn@1.0.0", "staging");
  return workspace;
}

/** Commits a promotion on a branch, which is made from main where it is new. */
async function promoteOn(workspace: Workspace, branch: string, reference: string, stage: string): Promise<void> {
  if (branch !== "main") await workspace.git("switch", "--quiet", "-c", branch, "main");
  // What the gates say of it changes the exit code; the line is written all the same.
  await workspace.modelyard("promote", reference, stage);
  expect(await workspace.read(`registry/models/churn/stages/${stage}.yaml`)).toContain(reference.split("@")[1]);
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", `--message=Promote ${reference} to ${stage}`);
  await workspace.git("switch", "--quiet", "main");
}

async function merge(workspace: Workspace, branch: string): Promise<boolean> {
  try {
    await workspace.git("merge", "--quiet", "--no-ff", branch);
    return true;
  } catch {
    await workspace.git("merge", "--abort");
    return false;
  }
}

describe("promotions side by side", () => {
  test.each([
    ["a", "b"],
    ["b", "a"],
  ])("of different stages merge in the order %s, %s", async (first, second) => {
    const workspace = await registryWithTwoVersions();
    await promoteOn(workspace, "a", "churn@1.1.0", "staging");
    await promoteOn(workspace, "b", "churn@1.0.0", "production");
    expect([await merge(workspace, first), await merge(workspace, second)]).toEqual([true, true]);
    expect((await workspace.json("show")).data).toMatchObject({
      models: [{ stages: { staging: "1.1.0", production: "1.0.0" } }],
    });
    expect((await workspace.modelyard("validate")).exitCode).toBe(0);
  });

  test("of one stage conflict in git", async () => {
    const workspace = await registryWithTwoVersions();
    await draftVersion(workspace, "1.2.0", "third weights");
    await promoteOn(workspace, "a", "churn@1.1.0", "staging");
    await promoteOn(workspace, "b", "churn@1.2.0", "staging");
    expect([await merge(workspace, "a"), await merge(workspace, "b")]).toEqual([true, false]);
  });
});

describe("the verdict", () => {
  test("is the same in the working folder and on a commit", async () => {
    const workspace = await registryWithTwoVersions();
    await workspace.git("switch", "--quiet", "-c", "promote");
    await workspace.modelyard("promote", "churn@1.0.0", "production");
    const inFolder = await workspace.json("validate", "--base", "main");
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Promote");
    const onCommit = await workspace.json("validate", "--base", "main", "--head", "promote");
    expect(inFolder.exitCode).toBe(onCommit.exitCode);
    expect(gatesOf(inFolder.data)).toEqual(gatesOf(onCommit.data));
    expect(gatesOf(inFolder.data).length).toBeGreaterThan(3);
  });

  test("is read from the base: a promotion cannot bring its own gates", async () => {
    const workspace = await registryWithTwoVersions();
    const settings = await workspace.read("registry/registry.yaml");
    await workspace.write("registry/registry.yaml", settings.replace(/ +require: .*\n/, ""));
    await workspace.modelyard("promote", "churn@1.0.0", "production");
    const ran = await workspace.json("validate", "--base", "main");
    expect(ran.exitCode).toBe(1);
    expect(JSON.stringify(ran.data["findings"])).toContain("promotion-with-policy");
    expect(gatesOf(ran.data)).toContainEqual(expect.objectContaining({ gate: "require", verdict: "failed" }));
  });

  test("is by the policy as it is on the base now, not where the branch was cut", async () => {
    const workspace = await registryWithTwoVersions();
    await promoteOn(workspace, "promote", "churn@1.1.0", "staging");
    expect((await workspace.modelyard("validate", "--base", "main", "--head", "promote")).exitCode).toBe(0);
    await workspace.modelyard("withdraw", "churn@1.1.0", "rejected", "--reason", "Fails the audit.");
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Reject churn 1.1.0");
    const ran = await workspace.json("validate", "--base", "main", "--head", "promote");
    expect(ran.exitCode).toBe(1);
    expect(gatesOf(ran.data)).toContainEqual(expect.objectContaining({ gate: "withdrawn", verdict: "failed" }));
    expect(ran.data["changes"]).toMatchObject([{ type: "promotion" }]);
  });

  test("waits with exit code 3 while only time or an approval is missing, and fails with 1", async () => {
    const workspace = await registryWithTwoVersions();
    await draftVersion(workspace, "1.2.0", "third weights");
    await workspace.modelyard("promote", "churn@1.2.0", "staging");
    expect((await workspace.json("validate", "--base", "main")).data).toMatchObject({ verdict: "pending" });
    expect((await workspace.modelyard("validate", "--base", "main")).exitCode).toBe(3);
    await workspace.modelyard("publish");
    expect((await workspace.modelyard("validate", "--base", "main")).exitCode).toBe(0);
    await workspace.modelyard("promote", "churn@1.2.0", "production");
    expect((await workspace.modelyard("validate", "--base", "main")).exitCode).toBe(1);
  });
});

describe("back and out of use", () => {
  test("a rollback goes to the version before, and is shown as one", async () => {
    const workspace = await registryWithTwoVersions();
    await promoteOn(workspace, "main", "churn@1.1.0", "staging");
    const { data } = await workspace.json("rollback", "churn", "staging");
    expect(data).toMatchObject({
      from: "1.1.0",
      to: "1.0.0",
      rollback: true,
      diff: ['-version: "1.1.0"', '+version: "1.0.0"'],
    });
    const judged = await workspace.json("validate", "--base", "main");
    expect(judged.data["promotions"]).toMatchObject([{ judgement: { rollback: true, verdict: "passed" } }]);
    await workspace.git("commit", "--quiet", "--all", "--message=Roll back");
    const history = await workspace.modelyard("history", "churn", "staging");
    expect(history.stdout).toContain("rolled back in");
  });

  test("what a stage held at a time is told from its history", async () => {
    const workspace = await registryWithTwoVersions();
    const [tenure] =
      (
        (await workspace.json("history", "churn", "staging")).data["stages"] as {
          tenures: { from: { time: string } }[];
        }[]
      )[0]?.tenures ?? [];
    const ran = await workspace.modelyard("resolve", "churn@staging", "--at", tenure?.from.time ?? "");
    expect(ran).toMatchObject({ exitCode: 0, stdout: "1.0.0\n" });
    expect(await workspace.modelyard("resolve", "churn@staging", "--at", "2001-01-01")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("its history begins") as string,
    });
  });

  test("a withdrawn version is refused where it serves, warned of where it is asked for, and yanked ones are not pulled", async () => {
    const workspace = await registryWithTwoVersions();
    expect(await workspace.modelyard("withdraw", "churn@1.0.0", "yanked", "--reason", "Bad labels.")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("is in staging") as string,
    });
    expect((await workspace.modelyard("withdraw", "churn@1.1.0", "yanked", "--reason", "Bad labels.")).exitCode).toBe(
      0,
    );
    expect((await workspace.modelyard("validate", "--base", "main")).exitCode).toBe(0);
    expect((await workspace.modelyard("resolve", "churn@latest")).stdout).toBe("1.0.0\n");
    expect(await workspace.modelyard("pull", "churn@1.1.0", "-o", "model")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Bad labels.") as string,
    });
    expect(await workspace.modelyard("pull", "churn@1.1.0", "-o", "model", "--allow-yanked")).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("yanked") as string,
    });
    await workspace.modelyard("promote", "churn@1.0.0", "staging");
    await workspace.write(
      "registry/models/churn/stages/staging.yaml",
      (await workspace.read("registry/models/churn/stages/staging.yaml")).replace("1.0.0", "1.1.0"),
    );
    expect((await workspace.modelyard("validate")).exitCode).toBe(1);
  });

  test("two versions, and two commits, are compared", async () => {
    const workspace = await registryWithTwoVersions();
    const versions = await workspace.modelyard("diff", "churn@1.0.0", "churn@1.1.0");
    expect(versions).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("model.bin  +1 B") as string });
    const commits = await workspace.modelyard("diff", "main~2", "main");
    expect(commits.stdout).toBe(
      "churn: nothing → 1.0.0 in staging\nnew version: churn 1.1.0\n2 changes (1 promotion, 1 new version).\n",
    );
  });
});

interface Judged {
  readonly judgement: {
    readonly gates: readonly { readonly gate: string; readonly verdict: string; readonly reason: string }[];
  };
}

function gatesOf(data: Record<string, unknown>): Judged["judgement"]["gates"] {
  const promotions = data["promotions"] as readonly Judged[];
  // Approvals alone speak of the commit.
  return promotions.flatMap(({ judgement }) => judgement.gates.filter(({ gate }) => gate !== "approvals"));
}
