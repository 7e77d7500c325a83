import { writeCodeOwners } from "../../operations/init/codeowners.ts";
import { isInGitFolder } from "../../operations/workspace/find-registry.ts";
import { defineCommand } from "../command.ts";
import { COMMITTING, afterWriting, committerFor, nothingProtects, withCommit } from "../committing.ts";

export const codeowners = defineCommand({
  args: [],
  options: { ...COMMITTING, "dry-run": { type: "flag", help: "Print the file; write nothing" } },
  details:
    "GitHub then asks a model's owners for review whenever its files change. Only the section between the two marks is\nwritten; validate says when it is out of date.",
  examples: [
    ["codeowners", "write or update the section"],
    ["codeowners --push", "the same, committed and pushed"],
    ["codeowners --dry-run", "see the file first"],
  ],
  async run({ options, folder, terminal }) {
    const committer = await committerFor(options, folder);
    const result = await writeCodeOwners(folder, options["dry-run"]);
    const notes = result.without.map(
      (name) => `${terminal.style.yellow("note:")} ${name} names no owners in its model.yaml`,
    );
    const said = result.written ? `wrote ${result.path}` : `${result.path} is up to date`;
    const { path } = result;
    const change = { branch: "codeowners", message: "Name the models' owners as code owners", path, paths: [path] };
    const committed = await committer?.commit(change);
    const intro = "open a pull request with this file; from its merge on, GitHub asks them";
    const next = committed === undefined ? [] : afterWriting(committed, change, { folder, terminal, intro });
    const note = result.written && !isInGitFolder(folder) ? [nothingProtects(terminal)] : [];
    const text = options["dry-run"] ? result.text : [said, ...notes, ...note, ...next].join("\n");
    return { exitCode: 0, data: withCommit(result, committed), text };
  },
});
