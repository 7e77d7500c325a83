import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStageHistory } from "../adapters/git/history.ts";

const PATH = "registry/models/churn/stages/production.yaml";
/** Marks count from here: fast-import has no mark 0. */
const FIRST = 1;
const FIRST_SECOND = 1_700_000_000;

/** How long the history of a stage with `promotions` merged pull requests takes, against the bare `git log` of its file. */
async function main(promotions: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "modelyard-bench-"));
  try {
    run(["init", "--quiet", "--initial-branch=main"], folder);
    run(["fast-import", "--quiet", "--done"], folder, fastImport(promotions));
    const bare = await median(() => run(["log", "--first-parent", "main", "--", PATH], folder));
    const whole = await median(async () => {
      const history = await readStageHistory(folder, { revision: "main", model: "churn", stage: "production" });
      if (!history.known || history.value[0]?.tenures.length !== promotions)
        throw new Error("the history is not whole");
    });
    console.log(`promotions        ${promotions}`);
    console.log(`git log           ${bare.toFixed(0)} ms`);
    console.log(`readStageHistory  ${whole.toFixed(0)} ms, ${(whole / bare).toFixed(2)} × git log (target: at most 3)`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each promotion is a commit on a branch and GitHub's merge of it, and names a version that no other names. */
function fastImport(promotions: number): string {
  const commands = [
    "commit refs/heads/main",
    `mark :${2 * FIRST}`,
    committer("alice", FIRST_SECOND),
    data("Begin"),
    "",
  ];
  for (let index = FIRST + 1; index <= FIRST + promotions; index++) {
    const second = FIRST_SECOND + index * 600;
    const side = `:${2 * index - 1}`;
    const title = `Promote churn 1.${index}.0 to production`;
    const merge = `Merge pull request #${index} from acme/promote-${index}\n\n${title}\n`;
    const file = data(`schema: stage/1\nmodel: churn\nstage: production\nversion: "1.${index}.0"\n`);
    const onto = `from :${2 * index - 2}`;
    const change = `M 100644 inline ${PATH}\n${file}`;
    commands.push("commit refs/heads/side", `mark ${side}`, committer("alice", second), data(title), onto, change, "");
    commands.push("commit refs/heads/main", `mark :${2 * index}`, `author dana <dana@example.org> ${second} +0000`);
    commands.push(committer("GitHub", second + 60), data(merge), onto, `merge ${side}`, change, "");
  }
  return [...commands, "done", ""].join("\n");
}

function committer(name: string, second: number): string {
  return `committer ${name} <${name === "GitHub" ? "noreply@github.com" : `${name}@example.org`}> ${second} +0000`;
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}`;

function run(args: readonly string[], cwd: string, input = ""): void {
  const { status, stderr } = spawnSync("git", args, { cwd, input, maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`git ${args[0] ?? ""} failed: ${stderr.toString("utf8")}`);
}

async function median(job: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 7; round++) {
    const start = performance.now();
    await job();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[3] ?? Number.NaN;
}

await main(Number(process.argv[2] ?? 10_000));
