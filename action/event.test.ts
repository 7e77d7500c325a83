import { expect, test } from "vitest";
import { readEvent } from "./event.ts";

const sha = "4f8d11a3c9e2b7d605814f9a3b2c1d0e9f8a7b6c";
const pull = { pull_request: { number: 12, head: { sha }, base: { ref: "main" } } };

test.each([
  ["pull_request", pull, { kind: "pull-request", number: 12, head: sha, baseName: "main" }],
  ["pull_request_review", pull, { kind: "pull-request", number: 12, head: sha, baseName: "main" }],
  ["push", { before: sha, after: sha }, { kind: "push", before: sha, head: sha }],
  ["push", { before: "0".repeat(40), after: sha }, { kind: "push", before: undefined, head: sha }],
  [
    "merge_group",
    { merge_group: { base_sha: sha, head_sha: sha, base_ref: "refs/heads/main", head_ref: "refs/heads/q" } },
    { kind: "merge-group", base: sha, head: sha, baseName: "main", ref: "refs/heads/q" },
  ],
  ["schedule", {}, { kind: "schedule" }],
  ["workflow_dispatch", null, { kind: "schedule" }],
])("%s", (name, payload, event) => {
  expect(readEvent(name, payload)).toEqual(event);
});

test.each([
  ["pull_request", { pull_request: { ...pull.pull_request, head: { sha: "--upload-pack=x" } } }],
  ["pull_request", { pull_request: { ...pull.pull_request, number: "12" } }],
  ["push", { before: sha, after: "main" }],
  ["merge_group", {}],
])("%s with a payload that is no such event: %j", (name, payload) => {
  expect(() => readEvent(name, payload)).toThrow(expect.objectContaining({ code: "event-unreadable" }));
});
