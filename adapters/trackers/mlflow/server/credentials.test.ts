import { expect, test } from "vitest";
import { folderWith } from "../../../../test/support/folder.ts";
import { findMlflowCredentials } from "./credentials.ts";

const file = [
  "# Of the team's server",
  "[other]",
  "mlflow_tracking_username = mallory",
  "mlflow_tracking_password = wrong",
  "[mlflow]",
  "; a note = not a key",
  "MLflow_Tracking_Username: alice ",
  "mlflow_tracking_password = 50%% = s#cret",
  "[more]",
  "mlflow_tracking_username = mallory",
].join("\r\n");

const alice = { type: "basic", username: "alice", password: "50% = s#cret" };

test.for([
  ["nothing", {}, undefined, undefined],
  ["variables", { USERNAME: "bob", PASSWORD: "pw" }, undefined, { type: "basic", username: "bob", password: "pw" }],
  ["a token", { TOKEN: "t0ken" }, undefined, { type: "bearer", token: "t0ken" }],
  [
    "a user without a password, and a token",
    { USERNAME: "bob", TOKEN: "t" },
    undefined,
    { type: "bearer", token: "t" },
  ],
  ["empty variables", { USERNAME: "", PASSWORD: "", TOKEN: "" }, undefined, undefined],
  ["a file", {}, file, alice],
  ["a file and a token", { TOKEN: "t0ken" }, file, alice],
  ["a file and another password", { PASSWORD: "new" }, file, { ...alice, password: "new" }],
  ["a file without the section", {}, "[other]\nmlflow_tracking_username = alice\n", undefined],
] as const)("%s", async ([, own, content, expected]) => {
  const HOME = await folderWith(content === undefined ? {} : { ".mlflow/credentials": content });
  const variables = Object.entries(own).map(([name, value]) => [`MLFLOW_TRACKING_${name}`, value] as const);
  expect(await findMlflowCredentials({ HOME, ...Object.fromEntries(variables) })).toEqual(expected);
});

test("a file that cannot be read is reported", async () => {
  const HOME = await folderWith({ ".mlflow/credentials/folder": "" });
  await expect(findMlflowCredentials({ HOME })).rejects.toMatchObject({ code: "mlflow-credentials-unreadable" });
});

test("without a home there is no file", async () => {
  expect(await findMlflowCredentials({})).toBeUndefined();
});
