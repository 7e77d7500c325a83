import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Files to write, by path; null removes one. */
export type Files = Readonly<Record<string, string | null>>;

interface Person {
  readonly name: string;
  readonly address: string;
}

interface CommitOptions {
  /** RFC 3339. */
  readonly at: string;
  readonly message: string;
  readonly author?: string;
  /** The author, where it is not given. */
  readonly committer?: string;
}

interface PullRequest {
  readonly at: string;
  readonly number: number;
  readonly title: string;
  readonly author: string;
}

/** A real git repository in a temporary folder that is gone after the test. Everybody's clock is the test's. */
export class RegistryRepository {
  readonly folder: string;

  constructor() {
    this.folder = temporaryFolder();
    this.git(["init", "--quiet", "--initial-branch=main"]);
  }

  /** Commits `files` onto the branch that is checked out. */
  commit(files: Files, { at, message, author = "alice", committer = author }: CommitOptions): string {
    this.write(files);
    this.git(["add", "--all"]);
    return this.#commit(["--allow-empty", `--message=${message}`], {
      at,
      author: person(author),
      committer: person(committer),
    });
  }

  /** What GitHub's "Create a merge commit" leaves, on a branch that was pushed an hour before. */
  mergePullRequest(
    files: Files,
    { number, title, author, at, mergedBy }: PullRequest & { readonly mergedBy: string },
  ): string {
    const pushedAt = new Date(Date.parse(at) - 3_600_000).toISOString();
    this.git(["checkout", "--quiet", "-b", `pr-${number}`]);
    this.commit(files, { at: pushedAt, message: "wip", author });
    this.git(["checkout", "--quiet", "main"]);
    this.git(["merge", "--quiet", "--no-ff", "--no-commit", `pr-${number}`]);
    const message = `Merge pull request #${number} from acme/pr-${number}\n\n${title}`;
    return this.#commit([`--message=${message}`], { at, author: person(mergedBy), committer: GITHUB });
  }

  /** What GitHub's "Squash and merge" leaves. */
  squashPullRequest(files: Files, { number, title, author, at }: PullRequest): string {
    this.write(files);
    this.git(["add", "--all"]);
    const message = `${title} (#${number})\n\n* wip`;
    return this.#commit([`--message=${message}`], { at, author: person(author), committer: GITHUB });
  }

  /** Fills a new repository's main by one git process; nothing is checked out. */
  import(
    commits: readonly {
      readonly at: string;
      readonly files: Readonly<Record<string, string>>;
      readonly message?: string;
    }[],
  ): void {
    const commands = commits.flatMap(({ at, files, message = "Promote" }) => [
      `commit refs/heads/main\ncommitter alice <alice@example.org> ${Date.parse(at) / 1000} +0000\n${data(message)}`,
      ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
    ]);
    this.git(["fast-import", "--quiet"], {}, `${commands.join("\n")}\n`);
  }

  write(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
    }
  }

  git(args: readonly string[], environment: NodeJS.ProcessEnv = {}, input = ""): string {
    const env = { ...process.env, ...identity(person("alice"), person("alice")), ...environment };
    return execFileSync("git", args, { cwd: this.folder, env, input, encoding: "utf8", stdio: "pipe" }).trimEnd();
  }

  #commit(
    args: readonly string[],
    made: { readonly at: string; readonly author: Person; readonly committer: Person },
  ): string {
    const dates = { GIT_AUTHOR_DATE: made.at, GIT_COMMITTER_DATE: made.at };
    this.git(["commit", "--quiet", "--no-verify", ...args], { ...identity(made.author, made.committer), ...dates });
    return this.git(["rev-parse", "HEAD"]);
  }
}

const GITHUB: Person = { name: "GitHub", address: "noreply@github.com" };

function person(name: string): Person {
  return { name, address: `${name}@example.org` };
}

function identity(author: Person, committer: Person): NodeJS.ProcessEnv {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.address,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.address,
  };
}

/** A block of fast-import's input (https://git-scm.com/docs/git-fast-import#_data). */
const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}`;

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "modelyard-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
