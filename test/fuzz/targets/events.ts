import { defaultBranchOf, readEvent } from "../../../action/event.ts";
import { expectReadable, type Target } from "../target.ts";

const SHA = "4f8d11a3c9e2b7d605814f9a3b2c1d0e9f8a7b6c";
const repository = { default_branch: "main", full_name: "acme/models" };
const pull = { number: 12, head: { sha: SHA, ref: "new" }, base: { sha: SHA, ref: "main" }, title: "Promote" };
const PAYLOADS: Readonly<Record<string, object>> = {
  pull_request: { pull_request: pull, repository },
  pull_request_review: { pull_request: pull, review: { state: "approved" }, repository },
  merge_group: {
    merge_group: { base_sha: SHA, head_sha: SHA, base_ref: "refs/heads/main", head_ref: "refs/heads/queue/pr-1" },
    repository,
  },
  push: { before: SHA, after: SHA, ref: "refs/heads/main", repository },
  schedule: { schedule: "17 * * * *", repository },
};

/** What started the workflow, as GitHub hands it over. */
export const eventsTarget: Target = {
  name: "events",
  seeds: async () =>
    new Map(Object.entries(PAYLOADS).map(([name, payload]) => [name, Buffer.from(JSON.stringify(payload))])),
  words: [SHA, "0".repeat(40), '{"number":', '"sha":null', "[]"],
  async run({ seed, bytes }) {
    let payload: unknown;
    try {
      payload = JSON.parse(Buffer.from(bytes).toString("utf8"));
    } catch {
      return;
    }
    defaultBranchOf(payload);
    const event = readEvent(seed, payload);
    for (const commit of commitsOf(event)) {
      if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(commit)) throw new Error(`${JSON.stringify(commit)} is no commit`);
      expectReadable("an event's commit", commit);
    }
  },
};

function commitsOf(event: ReturnType<typeof readEvent>): readonly string[] {
  switch (event.kind) {
    case "pull-request":
      return [event.head];
    case "merge-group":
      return [event.base, event.head];
    case "push":
      return [event.head, ...(event.before === undefined ? [] : [event.before])];
    case "schedule":
      return [];
  }
}
