import { expect, test } from "vitest";
import { trainAndDraft, trainTwoAndDraft } from "./mlflow-drafts.ts";
import { files, ownChoice, server, serverWithPassword } from "./mlflow-stores.ts";

test.for([
  ["by its own choice of store", ownChoice],
  ["in a folder", files],
  ["on a server with its artifact proxy", server()],
  ["on a server whose storage only it knows", server({ options: ["--no-serve-artifacts"] })],
  ["on a server with a password, which its file of credentials holds", serverWithPassword],
] as const)(
  "the newest MLflow, %s: drafts say what its client says, and the model predicts the same",
  async ([, store]) => {
    const { pulled, original } = await trainAndDraft("newest", store);
    expect(pulled).toEqual(original);
  },
);

test("two models of one run, which the newest MLflow logged by itself", async () => {
  const { pulled, original } = await trainTwoAndDraft("newest");
  expect(pulled).toEqual(original);
});
