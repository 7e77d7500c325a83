import { describe, expect, test } from "vitest";
import { type Changes, HEAD, ask, known, review, unknown } from "../../test/e2e/gates/scenario.ts";

const OLD = "1234567890123456789012345678901234567890";
const gates = { approvals: 1 };
const two = { approvals: 2 };
const reviews = (...list: ReturnType<typeof review>[]) => ({ reviews: known(list) });

test("none are asked where the policy asks for none", async () => {
  expect(await ask("approvals", { gates: { approvals: 0 } })).toBeUndefined();
});

describe("who approves what", () => {
  test.each<[string, Changes, string, string]>([
    ["a member of a team", { gates }, "passed", "@dana, on 4f8d11a"],
    ["an owner by name, in other letters", { gates, input: reviews(review("ALICE")) }, "passed", "@ALICE, on 4f8d11a"],
    [
      "two",
      { gates: two, input: reviews(review("dana"), review("alice", { submittedAt: "2026-11-23T11:00:00Z" })) },
      "passed",
      "@dana and @alice, on 4f8d11a",
    ],
    ["nobody", { gates, input: reviews() }, "pending", "0 of 1 by @acme/growth-ml or @alice"],
    [
      "one person twice",
      { gates: two, input: reviews(review("dana"), review("Dana")) },
      "pending",
      "1 of 2 by @acme/growth-ml or @alice",
    ],
    [
      "an earlier commit",
      { gates, input: reviews(review("dana", { commit: OLD })) },
      "pending",
      "0 of 1 by @acme/growth-ml or @alice; @dana approved 1234567, not the head 4f8d11a",
    ],
    [
      "the author",
      { gates, input: { ...reviews(review("Alice")), author: known("alice") } },
      "pending",
      "0 of 1 by @acme/growth-ml or @alice; the author's own approval does not count",
    ],
    [
      "a stranger",
      { gates, input: reviews(review("mallory")) },
      "pending",
      "0 of 1 by @acme/growth-ml or @alice; @mallory approved and is not an owner",
    ],
  ])("%s", async (_, changes, verdict, reason) => {
    expect(await ask("approvals", changes)).toEqual({
      label: `approvals ${changes.gates?.approvals}`,
      verdict,
      reason,
    });
  });
});

describe("the latest opinion counts", () => {
  const later = "2026-11-23T12:00:00Z";
  test.each<[string, ReturnType<typeof review>, string]>([
    ["asked for changes since", review("dana", { state: "changes-requested", submittedAt: later }), "pending"],
    ["asked for changes in the same second", review("dana", { state: "changes-requested" }), "pending"],
    ["was dismissed since", review("dana", { state: "dismissed", submittedAt: later }), "pending"],
    ["commented since", review("dana", { state: "commented", submittedAt: later }), "passed"],
    [
      "asked for changes before",
      review("dana", { state: "changes-requested", submittedAt: "2026-11-22T00:00:00Z" }),
      "passed",
    ],
    ["approved an older commit since", review("dana", { commit: OLD, submittedAt: later }), "pending"],
  ])("who approved and %s", async (_, other, verdict) => {
    const inOrder = await ask("approvals", { gates, input: reviews(review("dana"), other) });
    const turned = await ask("approvals", { gates, input: reviews(other, review("dana")) });
    expect(inOrder?.verdict).toBe(verdict);
    expect(turned).toEqual(inOrder);
  });
});

const teams = () => unknown("the token may not read teams");

describe("what was not observed never counts as passed", () => {
  test.each<[string, Changes, string, string]>([
    [
      "no pull request",
      { gates, input: { reviews: unknown("there is no pull request yet") } },
      "unknown",
      "there is no pull request yet",
    ],
    [
      "no commit",
      { gates, promotion: { headCommit: undefined } },
      "unknown",
      "there is no commit yet that could be approved",
    ],
    [
      "neither a commit nor a review, as when a pull request is being opened",
      { gates, promotion: { headCommit: undefined }, input: { teams, ...reviews() } },
      "pending",
      "0 of 1 by @acme/growth-ml or @alice",
    ],
    [
      "a team that cannot be read",
      { gates, input: { teams } },
      "unknown",
      "0 of 1; whether @dana may approve is not known: the members of @acme/growth-ml cannot be read (the token may not read teams)",
    ],
    [
      "such a team, and nobody who could be in it",
      { gates, input: { teams, ...reviews() } },
      "pending",
      "0 of 1 by @acme/growth-ml or @alice",
    ],
    [
      "such a team, and enough others",
      { gates, input: { teams, ...reviews(review("dana"), review("alice")) } },
      "passed",
      "@alice, on 4f8d11a",
    ],
    [
      "the author, who may be who approved",
      { gates, input: { author: unknown("the pull request was not read") } },
      "unknown",
      "who opened the pull request is not known: the pull request was not read",
    ],
    [
      "the author, and enough others",
      { gates, input: { author: unknown("not read"), ...reviews(review("dana"), review("alice")) } },
      "passed",
      "@dana and @alice, on 4f8d11a",
    ],
  ])("%s", async (_, changes, verdict, reason) => {
    expect(await ask("approvals", changes)).toMatchObject({ verdict, reason });
  });
});

test("owners come from the base branch: a pull request cannot name its own", async () => {
  const model = { schema: "model/1", name: "churn", owners: ["@mallory"] };
  const headFiles = { "registry/models/churn/model.yaml": JSON.stringify(model) };
  const changes = { gates, headFiles, input: reviews(review("mallory", { commit: HEAD })) };
  expect(await ask("approvals", changes)).toMatchObject({ verdict: "pending" });
});

test("a model without owners cannot be approved", async () => {
  expect(await ask("approvals", { gates, model: { owners: [] } })).toMatchObject({
    verdict: "failed",
    reason: "churn names no owners on the base branch, so nobody can approve",
  });
});
