import { examineSetup } from "../../operations/doctor/doctor.ts";
import { defineRemoteCommand } from "../command.ts";
import { checkUpText, countLevels } from "../check-up-text.ts";

export const doctor = defineRemoteCommand({
  args: [],
  options: { verbose: { type: "flag", help: "List what is fine, too", short: "v" } },
  details:
    "Looks at the registry's files, workflows, CODEOWNERS and store, and at the settings, branch rules and tag rules on\nGitHub, and says what to change where. It changes nothing. What it cannot see is unknown, never fine: most settings\nare shown only to a token of somebody who administers the repository (GITHUB_TOKEN, GH_TOKEN, or that of the gh program).\nThe exit code is 1 where there is a problem.",
  examples: [
    ["doctor", "check the repository of this clone"],
    ["doctor -C github:acme/models", "check one without a clone"],
    ["doctor --json", "for scripts"],
  ],
  async run({ options, location, terminal }) {
    const checkUp = await examineSetup(location, terminal.environment);
    const levels = countLevels(checkUp);
    const results = checkUp.sections.flatMap((section) =>
      section.results.map((result) => Object.assign({ section: section.title }, result)),
    );
    return {
      exitCode: levels.problem > 0 ? 1 : 0,
      data: {
        repository: checkUp.repository ?? null,
        github: checkUp.unasked === undefined ? "asked" : `not asked: ${checkUp.unasked}`,
        counts: levels,
        results,
      },
      text: checkUpText(checkUp, { verbose: options.verbose, style: terminal.style }),
    };
  },
});
