/** A command that a page shows with what it answers. */
export interface Shown {
  readonly command: string;
  readonly answer: string;
}

/** What a page asks its reader to do, in order. */
export type PageStep =
  | { readonly kind: "script"; readonly code: string }
  | { readonly kind: "session"; readonly shown: readonly Shown[] }
  /** `<!-- meanwhile: … -->`: something that happens outside of the reader's terminal. */
  | { readonly kind: "meanwhile"; readonly what: string }
  /** `<!-- not run: … -->` before a block. */
  | { readonly kind: "skipped"; readonly code: string; readonly reason: string };

/** Reads the shell blocks of a page and the comments for whoever runs it. */
export function stepsOf(markdown: string): PageStep[] {
  const steps: PageStep[] = [];
  let reason: string | undefined;
  for (const match of markdown.matchAll(/^<!-- (not run|meanwhile): ([^]*?) -->$|^```(\w*)\n([^]*?)^```$/gm)) {
    const [, comment, said = "", language, code = ""] = match;
    if (comment === "meanwhile") steps.push({ kind: "meanwhile", what: said });
    else if (comment === "not run") reason = said;
    else {
      const isSession = language === "" && code.startsWith("$ ");
      if (language === "sh" || isSession) {
        if (reason !== undefined) steps.push({ kind: "skipped", code, reason });
        else steps.push(isSession ? { kind: "session", shown: shownIn(code) } : { kind: "script", code });
      }
      reason = undefined;
    }
  }
  return steps;
}

function shownIn(code: string): Shown[] {
  return code
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [, command = "", answer = ""] = /^((?:[^\n]*\\\n)*[^\n]*)\n?([^]*)$/.exec(part) ?? [];
      return { command, answer: answer.trimEnd() };
    });
}

/** Every command line of modelyard in a page's fenced blocks, whether it runs or not. */
export function commandLinesOf(markdown: string): string[] {
  const blocks = Array.from(markdown.matchAll(/^ *```\w*\n([^]*?)^ *```$/gm), ([, code = ""]) => code);
  const joined = blocks.map((code) => code.replaceAll(/\\\n\s*/g, "")).join("\n");
  return Array.from(joined.matchAll(/^\s*(?:\$ |-? ?run: )?modelyard (.+)$/gm), ([, line = ""]) => line);
}

/** What differs from run to run, or from machine to machine, made the same. */
export function settled(text: string, folder: string): string {
  return text
    .replaceAll(folder, "/srv/acme")
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "https://github.com")
    .replaceAll(/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z| UTC)?)?/g, "DATE")
    .replaceAll(/\b[0-9a-f]{7,64}\b/g, "DIGEST")
    .replaceAll(/\b\d+(?:\.\d)? (?:s|seconds?|min|minutes?|hours?|days?)\b/g, "TIME")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/ $/gm, "")
    .trim();
}

/** Whether an answer is as a page shows it: a line `…` stands for any lines. */
export function isAsShown(answer: string, shown: string): boolean {
  const pattern = shown
    .split(/^…$/m)
    .map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join("[^]*");
  return new RegExp(`^${pattern}$`).test(answer);
}
