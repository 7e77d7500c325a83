import { expect, test } from "vitest";
import { trainAndDraft, trainTwoAndDraft } from "./mlflow-drafts.ts";
import { behindToken, database, ownChoice, server } from "./mlflow-stores.ts";

test.for([
  ["by its own choice of store", ownChoice],
  ["in a database", database],
  ["on a server with its artifact proxy", server()],
  ["on the newest server, behind a proxy that asks for a token", behindToken(server({ by: "newest" }))],
] as const)("MLflow 2, %s: drafts say what its client says, and the model predicts the same", async ([, store]) => {
  const { pulled, original } = await trainAndDraft("mlflow-2", store);
  expect(pulled).toEqual(original);
});

test("two models of one run, which MLflow 2 logged by itself", async () => {
  const { pulled, original } = await trainTwoAndDraft("mlflow-2");
  expect(pulled).toEqual(original);
});
