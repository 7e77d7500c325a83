import { expect, test } from "vitest";
import { createRegistry, createWorkspace } from "../../support/workspace.ts";

test.for<[readonly string[], string]>([
  [
    ["resolve", "churn@production"],
    "error: churn has no version in production: nothing was promoted there yet\n  Promote one with modelyard promote churn@VERSION production, or see modelyard history churn production.\n",
  ],
  [
    ["resolve", "models:/churn/Production"],
    "error: churn has no version in production: nothing was promoted there yet\n",
  ],
  // Of two versions nobody can tell which was meant: the nearest in letters is not the nearest in meaning.
  [["promote", "churn@9.0.0", "staging"], "error: churn has no version or stage 9.0.0\n  churn has 1.0.0.\n"],
  [
    ["resolve", "models:/Churn/3"],
    'error: "Churn" is neither a model\'s name nor an alias of one\n  References: churn@1.3.0, ',
  ],
  [
    ["resolve", "churn@stagin"],
    "error: churn has no version or stage stagin\n  Did you mean staging? churn has 1.0.0.\n",
  ],
  [["show", "chrun"], "error: There is no model chrun\n  Did you mean churn? The registry has churn.\n"],
  [
    ["rollback", "churn", "production"],
    "error: There is nothing to roll production of churn back to: nothing was ever in production\n  Promote a version to it: modelyard promote churn@VERSION production.\n",
  ],
  [
    ["withdraw", "churn@1.0.0", "archive", "--reason", "Old."],
    'error: "archive" is not a status\n  A version can be archived, deprecated, rejected or yanked.\n',
  ],
  [
    ["draft", "churn@1.1.0", "--artifact", "out/model.bin"],
    'error: "churn@1.1.0" is a version, and a draft takes the model alone\n  Write modelyard draft churn --version 1.1.0 …\n',
  ],
  [
    ["dataset", "customers"],
    'error: "customers" stands where add belongs\n  Usage: modelyard dataset add NAME [options]\n',
  ],
  [
    ["diff", "churn@1.0.0"],
    "error: churn@1.0.0 is a version, and is compared with another version\n  Name both: modelyard diff churn@1.0.0 churn@latest. Or two commits: modelyard diff main my-branch.\n",
  ],
  [["diff", "main", "churn@1.0.0"], "error: churn@1.0.0 is a version, and is compared with another version\n"],
  [["diff", "nowhere"], "error: There is no commit nowhere\n"],
  [["list"], "error: There is no command list\n  Here it is modelyard show: see modelyard show --help.\n"],
  [
    ["register", "churn"],
    "error: There is no command register\n  Here it is modelyard draft: see modelyard draft --help.\n",
  ],
  [
    ["promote", "staging", "churn@1.0.0"],
    "error: The version comes first, and then its stage\n  Write modelyard promote churn@1.0.0 staging.\n",
  ],
])("%s", async ([words, answer]) => {
  const workspace = await createRegistry();
  const { exitCode, stdout, stderr } = await workspace.modelyard(...words);
  expect({ exitCode, stdout, stderr: stderr.slice(0, answer.length) }).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: answer,
  });
});

test("options may stand before the command, and are refused where they are none", async () => {
  const workspace = await createRegistry();
  const elsewhere = await createWorkspace();
  const { stdout } = await workspace.modelyard("show", "--json");
  for (const words of [
    ["--json", "-C", workspace.folder, "show"],
    [`-C${workspace.folder}`, "--json", "show"],
    [`--directory=${workspace.folder}`, "show", "--json"],
  ]) {
    expect(await elsewhere.modelyard(...words)).toEqual({ exitCode: 0, stdout, stderr: "" });
  }
  expect((await elsewhere.modelyard("--help", "show")).stdout).toContain("Usage: modelyard show");
  expect((await elsewhere.modelyard("-C", workspace.folder)).stdout).toContain("Usage: modelyard COMMAND");
  expect(await elsewhere.modelyard("--jsn")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "error: Unknown option '--jsn'\n  Did you mean --json? See modelyard --help.\n",
  });
  expect((await elsewhere.modelyard("-C")).stderr).toContain("argument missing\n  See modelyard --help.");
});
