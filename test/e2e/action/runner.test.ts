import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../../support/folder.ts";
import { type Step, runStep } from "./step.ts";

async function validateWith(file: string, text: string): Promise<Step> {
  const folder = await folderWith({ [file]: text });
  return runStep({
    action: "validate",
    event: { name: "pull_request", payload: {} },
    folder,
    token: "none",
    apiUrl: "http://127.0.0.1:9",
    environment: { GITHUB_EVENT_PATH: join(folder, "event.json") },
  });
}

test.each([
  ["event.json", "{"],
  ["event.json", "[]"],
  ["event.json", "null"],
  ["elsewhere.json", "{}"],
])("an event that cannot be read ends the step with what to do: %s holds %s", async (file, text) => {
  const step = await validateWith(file, text);
  expect(step).toMatchObject({ exitCode: 1, outputs: {} });
  expect(step.commands).toEqual([expect.stringMatching(/^::error title=event-unreadable::/)]);
  expect(step.log).not.toMatch(/^ +at /m);
});
