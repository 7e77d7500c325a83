import { execFile } from "node:child_process";

/** What a commit holds: the text of each file. Other modes are given as git writes them. */
export type Files = ReadonlyMap<string, { readonly mode: string; readonly text: string }>;

export interface PlannedCommit {
  readonly branch: "a" | "b";
  readonly files: Files;
  /** Counted from 0, the first parent first. */
  readonly parents: readonly number[];
}

/** Runs git in a folder, whatever it exits with. */
export async function runGit(
  folder: string,
  words: readonly string[],
  input = "",
): Promise<{ readonly exitCode: number; readonly stdout: string }> {
  return new Promise((resolve) => {
    const child = execFile("git", [...words], { cwd: folder, env: gitEnvironment() }, (error, stdout) => {
      resolve({ exitCode: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout });
    });
    // Git may end before all is written.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

function gitEnvironment(): NodeJS.ProcessEnv {
  const person = { GIT_AUTHOR_NAME: "f", GIT_AUTHOR_EMAIL: "f@f", GIT_COMMITTER_NAME: "f", GIT_COMMITTER_EMAIL: "f@f" };
  return { ...process.env, ...person };
}

/** Makes a repository of planned commits by one git process; nothing is checked out. */
export async function importCommits(folder: string, commits: readonly PlannedCommit[]): Promise<void> {
  await runGit(folder, ["init", "--quiet", "--initial-branch=a"]);
  const commands = commits.map(({ branch, files, parents: [first, ...others] }, index) =>
    [
      `commit refs/heads/${branch}\nmark :${index + 1}\ncommitter f <f@f> ${1_790_000_000 + index} +0000\n${data("m")}`,
      ...(first === undefined ? [] : [`from :${first + 1}`]),
      ...others.map((parent) => `merge :${parent + 1}`),
      "deleteall",
      ...[...files].map(([path, { mode, text }]) =>
        mode === "160000" ? `M 160000 ${text} ${path}` : `M ${mode} inline ${path}\n${data(text)}`,
      ),
    ].join("\n"),
  );
  const { exitCode } = await runGit(folder, ["fast-import", "--quiet", "--force"], `${commands.join("\n")}\n`);
  if (exitCode !== 0) throw new Error("git fast-import refused what was planned");
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`;

/** Decisions made from bytes, one byte each; without end. */
export class Decisions {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get areMade(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** One of several. */
  pick<Value>(among: readonly Value[]): Value {
    const value = among[(this.#bytes[this.#at++] ?? 0) % among.length];
    if (value === undefined) throw new Error("there is nothing to pick among");
    return value;
  }
}
