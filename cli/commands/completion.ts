import { InputError } from "../../core/errors.ts";
import { listing } from "../../core/text/listing.ts";
import { type Answer, defineCommand } from "../command.ts";
import { COMPLETION_SCRIPTS } from "../completion-scripts.ts";

const SHELLS = Object.keys(COMPLETION_SCRIPTS) as (keyof typeof COMPLETION_SCRIPTS)[];

export const completion = defineCommand({
  args: [{ name: "SHELL", help: "bash, zsh or fish", completes: SHELLS }],
  options: {},
  details:
    "The shell then completes commands, options, files, and the models, versions and stages of the registry in the current\nfolder, or in that of -C. The script asks this program each time, so that it is never older than the program.",
  examples: [
    ["completion bash >> ~/.bashrc", "bash"],
    ["completion zsh >> ~/.zshrc", "zsh, below the line with compinit"],
    ["completion fish > ~/.config/fish/completions/modelyard.fish", "fish"],
  ],
  async run({ args: [name] }): Promise<Answer> {
    const shell = SHELLS.find((each) => each === name);
    if (shell === undefined) {
      throw new InputError({
        code: "usage",
        message: `There is no completion for ${JSON.stringify(name)}`,
        hint: `There is one for ${listing(SHELLS, "and")}.`,
      });
    }
    const script = COMPLETION_SCRIPTS[shell];
    return Promise.resolve({ exitCode: 0, data: { shell, script }, text: script });
  },
});
