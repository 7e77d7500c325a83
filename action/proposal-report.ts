import { escapeMarkdown } from "../core/text/escape.ts";
import type { Proposed } from "../operations/propose/pull-request.ts";

const WORDS = { opened: "opened", updated: "updated", unchanged: "is as it should be" } as const;

/** The outputs that tell a pull request; undefined where none was needed. */
export function proposalOutputs(proposed: Proposed | undefined): Readonly<Record<string, string>> {
  return {
    outcome: proposed?.outcome ?? "none",
    "pull-request-number": String(proposed?.number ?? ""),
    "pull-request-url": proposed?.url ?? "",
    branch: proposed?.branch ?? "",
  };
}

/** What became of a pull request, as lines of the log. */
export function proposalLines({ outcome, number, url, notes }: Proposed): readonly string[] {
  return [`#${number} ${WORDS[outcome]}: ${url}`, ...notes];
}

/** The same for the step's summary: the pull request is named where GitHub makes a link of it. */
export function proposalMarkdown({ outcome, number, url, notes }: Proposed): string {
  const link = /^https?:\/\/[\w.:/-]+$/.test(url) ? `[#${number}](${url})` : escapeMarkdown(`#${number}`);
  return [`${link} ${WORDS[outcome]}.`, ...notes.map(escapeMarkdown)].join(" ");
}
