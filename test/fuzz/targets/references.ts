import { join } from "node:path";
import type { Target } from "../target.ts";
import { runCommand } from "./command-line.ts";

const sample = join(import.meta.dirname, "../../fixtures/registry");
const REFERENCES = [
  "churn@production",
  "churn@1.3.0",
  "churn@latest",
  "churn@^1.2 || >=2 <3.0.0-rc.1",
  "models:/churn/Production",
  "models:/churn@champion",
  "models:/fraud/2",
  "ranking@4f8d11a",
];

/** What people and scripts type as a reference. */
export const referencesTarget: Target = {
  name: "references",
  seeds: async () => new Map(REFERENCES.map((text) => [text, Buffer.from(text)])),
  words: ["models:/", "@", "latest", "||", " - ", ">=", "x.x", "v1", "--", "github:a/b@"],
  async run({ bytes }, folder) {
    const text = Buffer.from(bytes).toString("utf8");
    await runCommand(["resolve", "-C", sample, "--", text], { folder });
    await runCommand(["show", "-C", sample, "--", text], { folder });
  },
};
