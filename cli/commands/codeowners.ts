import { writeCodeOwners } from "../../operations/init/codeowners.ts";
import { defineCommand } from "../command.ts";

export const codeowners = defineCommand({
  args: [],
  options: { "dry-run": { type: "flag", help: "Print the file; write nothing" } },
  details:
    "GitHub then asks a model's owners for review whenever its files change. Only the section between the two marks is\nwritten; validate says when it is out of date.",
  examples: [
    ["codeowners", "write or update the section"],
    ["codeowners --dry-run", "see the file first"],
  ],
  async run({ options, folder, terminal }) {
    const result = await writeCodeOwners(folder, options["dry-run"]);
    const notes = result.without.map(
      (name) => `${terminal.style.yellow("note:")} ${name} names no owners in its model.yaml`,
    );
    const said = result.written ? `wrote ${result.path}` : `${result.path} is up to date`;
    return { exitCode: 0, data: result, text: options["dry-run"] ? result.text : [said, ...notes].join("\n") };
  },
});
