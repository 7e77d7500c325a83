import { spawn } from "node:child_process";
import { appendFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommitParts, type GitCommit, commitText, parseCommit } from "./git-commit.ts";

interface GitRun {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  readonly sizeBytes: number | null;
  readonly path: string;
}

/** One path of a tree to write; `sha: null` removes it. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/** A bare repository on disk, spoken to through `git` itself, so that its objects are real ones. */
export class Git {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  static async init(dir: string, defaultBranch: string): Promise<Git> {
    const git = new Git(dir);
    const options = ["--quiet", "--bare", "--template=", `--initial-branch=${defaultBranch}`];
    await git.run(["init", ...options, dir], { inside: false });
    await mkdir(join(dir, "hooks"));
    // As on GitHub, any commit can be fetched by its name.
    await appendFile(join(dir, "config"), "[uploadpack]\n\tallowAnySHA1InWant = true\n");
    return git;
  }

  /** Standard output of `git …` in this repository. Throws with git's own words when it fails. */
  run(args: readonly string[], options: GitRun & { inside?: boolean } = {}): Promise<Buffer> {
    const where = options.inside === false ? [] : [`--git-dir=${this.dir}`];
    const env = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" };
    return new Promise((resolve, reject) => {
      const child = spawn("git", [...where, ...args], { env: { ...env, ...options.env } });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
      child.on("error", reject);
      // A git that stops reading early is reported by its exit code, not by a broken pipe.
      child.stdin.on("error", () => {});
      child.on("close", (code) => {
        if (code === 0) resolve(Buffer.concat(out));
        else reject(new Error(`git ${args.join(" ")}: ${Buffer.concat(err).toString().trim()}`));
      });
      child.stdin.end(options.input ?? "");
    });
  }

  async text(args: readonly string[], options: GitRun = {}): Promise<string> {
    return (await this.run(args, options)).toString("utf8").trim();
  }

  async lines(args: readonly string[]): Promise<string[]> {
    const text = await this.text(args);
    return text === "" ? [] : text.split("\n");
  }

  async succeeds(args: readonly string[]): Promise<boolean> {
    return this.run(args).then(
      () => true,
      () => false,
    );
  }

  /** The object that a revision names, or null: `resolve("refs/heads/main")`, `resolve("v1^{commit}")`. */
  async resolve(revision: string): Promise<string | null> {
    if (revision.startsWith("-")) return null;
    return this.text(["rev-parse", "--verify", "--quiet", revision]).catch(() => null);
  }

  /** The commit behind a branch, a tag or a sha, looked up in the order that GitHub uses. */
  async resolveCommit(name: string): Promise<string | null> {
    for (const candidate of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
      const sha = await this.resolve(`${candidate}^{commit}`);
      if (sha !== null) return sha;
    }
    return null;
  }

  async objectType(sha: string): Promise<string | null> {
    return /^[0-9a-f]{40}$/.test(sha) ? this.text(["cat-file", "-t", sha]).catch(() => null) : null;
  }

  async readBlob(sha: string): Promise<Buffer> {
    return this.run(["cat-file", "blob", sha]);
  }

  async writeBlob(bytes: string | Uint8Array): Promise<string> {
    return this.text(["hash-object", "-w", "--stdin"], { input: bytes });
  }

  async readCommit(sha: string): Promise<GitCommit> {
    return parseCommit(sha, (await this.run(["cat-file", "commit", sha])).toString("utf8"));
  }

  async readCommits(shas: readonly string[]): Promise<GitCommit[]> {
    const batch = await this.run(["cat-file", "--batch"], { input: shas.map((sha) => `${sha}\n`).join("") });
    const commits: GitCommit[] = [];
    for (let at = 0; at < batch.length;) {
      const endOfHeader = batch.indexOf("\n", at);
      const [sha = "", , size = "0"] = batch.toString("utf8", at, endOfHeader).split(" ");
      const start = endOfHeader + 1;
      commits.push(parseCommit(sha, batch.toString("utf8", start, start + Number(size))));
      at = start + Number(size) + 1;
    }
    return commits;
  }

  async writeCommit(parts: CommitParts): Promise<string> {
    return this.text(["hash-object", "-t", "commit", "-w", "--stdin"], { input: commitText(parts) });
  }

  async readTree(treeish: string, options: { recursive?: boolean } = {}): Promise<TreeEntry[]> {
    const flags = options.recursive === true ? ["-r", "-t"] : [];
    const text = (await this.run(["ls-tree", "-z", "-l", ...flags, treeish])).toString("utf8");
    return text
      .split("\0")
      .filter((line) => line !== "")
      .map((line) => {
        const [head = "", path = ""] = line.split("\t");
        const [mode = "", type = "", sha = "", size = ""] = head.split(/ +/);
        return { mode, type: type as TreeEntry["type"], sha, sizeBytes: size === "-" ? null : Number(size), path };
      });
  }

  /** Writes the tree that `changes` make of `base` (an empty tree when null), with a throw-away index. */
  async writeTree(base: string | null, changes: readonly TreeChange[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "fake-github-index-"));
    try {
      const env = { GIT_INDEX_FILE: join(folder, "index") };
      if (base !== null) await this.run(["read-tree", base], { env });
      const files = changes.filter((change) => change.mode !== "040000" || change.sha === null);
      const input = files
        .map(({ path, mode, sha }) => (sha === null ? `0 ${"0".repeat(40)}\t${path}\0` : `${mode} ${sha}\t${path}\0`))
        .join("");
      await this.run(["update-index", "-z", "--index-info"], { env, input });
      for (const { path, sha } of changes.filter((change) => !files.includes(change))) {
        await this.run(["read-tree", `--prefix=${path}/`, sha ?? ""], { env });
      }
      return await this.text(["write-tree"], { env });
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Points a ref at an object. The hook that guards pushes does not see it: GitHub itself is writing. */
  async setRef(ref: string, sha: string): Promise<void> {
    await this.run(["update-ref", ref, sha]);
  }

  async deleteRef(ref: string): Promise<void> {
    await this.run(["update-ref", "-d", ref]);
  }
}
