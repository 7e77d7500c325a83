import type { Git } from "./git.ts";

export interface FileChange {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed";
  /** The blob after the change; before it for a removal. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** Absent for binary files and pure renames. */
  readonly patch: string | null;
}

const statuses: Readonly<Record<string, FileChange["status"]>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "changed",
};

/** The files that differ between two trees, in git's order; `from: null` stands for the empty tree. */
export async function diff(git: Git, from: string | null, to: string): Promise<FileChange[]> {
  const base = from ?? (await git.text(["hash-object", "-t", "tree", "-w", "--stdin"]));
  const options = ["diff", "--no-color", "--no-ext-diff", "-M", "--no-abbrev"];
  const raw = (await git.run([...options, "--raw", "-z", base, to])).toString("utf8").split("\0");
  const counts = (await git.run([...options, "--numstat", "-z", base, to])).toString("utf8").split("\0");
  const text = (await git.run([...options, "--patch", base, to])).toString("utf8");
  const patches = text.split(/^(?=diff --git )/m);
  const changes: FileChange[] = [];
  for (let at = 0, count = 0; (raw[at] ?? "") !== "";) {
    const [, , before = "", after = "", letter = ""] = (raw[at] ?? "").split(" ");
    const moved = letter.startsWith("R") || letter.startsWith("C");
    const previousPath = moved ? (raw[at + 1] ?? "") : null;
    const path = raw[at + (moved ? 2 : 1)] ?? "";
    at += moved ? 3 : 2;
    const [additions, deletions] = (counts[count] ?? "").split("\t");
    count += moved ? 3 : 1;
    const status = statuses[letter.slice(0, 1)] ?? "changed";
    const hunks = /^@@ .*/ms.exec(patches[changes.length] ?? "")?.[0].replace(/\n$/, "") ?? null;
    changes.push({
      path,
      previousPath,
      status,
      sha: status === "removed" ? before : after,
      additions: Number(additions) || 0,
      deletions: Number(deletions) || 0,
      patch: hunks,
    });
  }
  return changes;
}
