import { InputError } from "../../core/errors.ts";
import { proposalText } from "../../core/reports/proposal.ts";
import { renderVerdictTerminal } from "../../core/reports/card-terminal.ts";
import { plainText } from "../../core/text/plain-text.ts";
import type { Style } from "../../core/text/style.ts";
import type { PromotionVerdict } from "../../operations/promote/verdict.ts";
import { isInGitFolder } from "../../operations/workspace/find-registry.ts";
import { type Location, folderOf } from "../../operations/workspace/location.ts";
import {
  type Promotion,
  clearStage,
  promote as promoteVersion,
  promotionTitle,
} from "../../operations/promote/promote.ts";
import type { PromotionProposal } from "../../operations/propose/changes.ts";
import type { Committed, WrittenChange } from "../../operations/propose/commit.ts";
import { type Answer, type ExitCode, type Terminal, defineRemoteCommand } from "../command.ts";
import { COMMITTING, afterWriting, committerFor, refuseSecondWay, withCommit } from "../committing.ts";
import { PROPOSING, openTarget } from "../proposing.ts";

export const promote = defineRemoteCommand({
  args: [
    {
      name: "REF",
      help: "The version: churn@1.3.0, churn@staging, churn@latest; with --clear the model alone",
      completes: "reference",
    },
    { name: "STAGE", help: "The stage that gets it", completes: "stage" },
  ],
  options: {
    ...PROPOSING,
    ...COMMITTING,
    clear: { type: "flag", help: "Empty the stage instead" },
    "dry-run": { type: "flag", help: "Print the diff; write nothing" },
  },
  details:
    "Edits one line of the stage file. The merge of a pull request with that line is the promotion.\n" +
    "It ends with what the gates will say there: exit code 0 where it may be merged, 1 where a gate refuses (the line is\n" +
    "written all the same, and not committed), 3 where only time or people are missing.",
  examples: [
    ["promote churn@1.3.0 staging", "a version to staging"],
    ["promote churn@staging production", "what staging holds to production"],
    ["promote churn@staging production --pr", "as a pull request, with the card in its body"],
    ["promote churn@1.3.0 production --pr -C github:acme/models", "without a clone"],
    ["promote churn@1.3.0 staging --push", "on a branch of its own, committed and pushed"],
    ["promote churn shadow --clear", "empty a stage"],
  ],
  async run({ options, args: [reference = "", stage = ""], location, terminal }) {
    const dryRun = options["dry-run"];
    if (stage.includes("@") && !reference.includes("@")) {
      throw new InputError({
        code: "usage",
        message: "The version comes first, and then its stage",
        hint: `Write modelyard promote ${stage} ${reference}.`,
      });
    }
    if (options.clear && reference.includes("@")) {
      throw new InputError({
        code: "usage",
        message: "--clear takes a model, not a version",
        hint: `Write modelyard promote ${reference.split("@")[0] ?? ""} ${stage} --clear.`,
      });
    }
    refuseSecondWay(options);
    if (options.pr) {
      const to = options.clear ? { model: reference } : { reference };
      return proposeThere({ location, terminal, dryRun }, { stage, to });
    }
    const folder = folderOf(location);
    const committer = await committerFor(options, folder);
    const result = options.clear
      ? await clearStage({ folder, model: reference, stage, dryRun })
      : await promoteVersion({ folder, reference, stage, dryRun });
    const verdict = dryRun || result.to === null ? undefined : await judge(result, folder, terminal);
    const isRefused = verdict?.known === true && verdict.verdict === "failed";
    const committed = isRefused ? undefined : await committer?.commit(commitOf(result, { isRollback: false }));
    const next = isRefused
      ? [
          `${result.path} is written all the same${committer === undefined ? "." : "; nothing was committed."}`,
          `To take it back: ${takeBack(result)}`,
        ]
      : nextSteps(result, { folder, terminal, committed, isRollback: false });
    const text = [describePromotion(result, terminal.style), ...verdictText(verdict, terminal.style), ...next].join(
      "\n",
    );
    const judged = verdict?.known === true ? { verdict: verdict.verdict, gates: verdict.gates } : {};
    return { exitCode: exitCodeOf(verdict), data: withCommit({ ...result, ...judged }, committed), text };
  },
});

/** A file that was not there before has only lines that were added. */
function takeBack({ path, diff }: Promotion): string {
  return diff.every((line) => line.startsWith("+")) ? `rm ${path}` : `git checkout -- ${path}`;
}

async function judge(
  { model, stage }: Promotion,
  folder: string,
  terminal: Terminal,
): Promise<PromotionVerdict | undefined> {
  // Outside of git there is nothing to compare with, and what is said then is that nothing protects the registry.
  if (!isInGitFolder(folder)) return undefined;
  // A third of the program, which other commands do not need.
  const [{ verdictOfPromotion }, { openWorkspace }] = await Promise.all([
    import("../../operations/promote/verdict.ts"),
    import("../../operations/workspace/checkout.ts"),
  ]);
  return verdictOfPromotion(openWorkspace(folder, { environment: terminal.environment, now: terminal.now() }), {
    model,
    stage,
  });
}

/** 3: only time or people are missing. What could not be judged at all is judged in the pull request. */
function exitCodeOf(verdict: PromotionVerdict | undefined): ExitCode {
  if (verdict?.known !== true || verdict.verdict === "passed") return 0;
  return verdict.verdict === "failed" ? 1 : 3;
}

function verdictText(verdict: PromotionVerdict | undefined, style: Style): readonly string[] {
  if (verdict === undefined) return [];
  if (!verdict.known) return ["", `Not judged here: ${plainText(verdict.reason)}.`];
  return ["", renderVerdictTerminal(verdict.card, style)];
}

/** Promotes by pull request, and says what became of it. */
export async function proposeThere(
  {
    location,
    terminal,
    dryRun,
  }: { readonly location: Location; readonly terminal: Terminal; readonly dryRun: boolean },
  promotion: Pick<PromotionProposal, "stage" | "to" | "isRollback">,
): Promise<Answer> {
  const target = await openTarget(location, terminal, { dryRun });
  const { proposePromotion } = await import("../../operations/propose/changes.ts");
  const { environment } = terminal;
  const result = await proposePromotion(target, { ...promotion, environment, now: terminal.now().toISOString() });
  const text = describePromotion(result, terminal.style);
  const outcome = result.proposed === undefined ? text : `${text}\n\n${proposalText(result.proposed, terminal.style)}`;
  return { exitCode: 0, data: result, text: outcome };
}

/** A promotion as a commit. */
export function commitOf(
  promotion: Pick<Promotion, "model" | "stage" | "to" | "path">,
  { isRollback }: { readonly isRollback: boolean },
): WrittenChange & { readonly path: string } {
  const { model, stage, to, path } = promotion;
  const branch = `${whatOf(promotion, isRollback)}/${model}-${stage}${to === null ? "" : `-${to}`}`;
  return { branch, message: promotionTitle(promotion, { isRollback }), path, paths: [path] };
}

const MEANING = { clear: "empties the stage", rollback: "is the rollback", promote: "is the promotion" };

function whatOf({ to }: Pick<Promotion, "to">, isRollback: boolean): keyof typeof MEANING {
  return to === null ? "clear" : isRollback ? "rollback" : "promote";
}

/** What to do with the line that was written; nothing where none was. */
export function nextSteps(
  promotion: Promotion,
  given: {
    readonly folder: string;
    readonly terminal: Terminal;
    readonly committed: Committed | undefined;
    readonly isRollback: boolean;
  },
): readonly string[] {
  if (!promotion.written && given.committed === undefined) return [];
  const meaning = MEANING[whatOf(promotion, given.isRollback)];
  const intro = `open a pull request with this line; its merge ${meaning}`;
  return afterWriting(given.committed, commitOf(promotion, given), { ...given, intro });
}

export function describePromotion({ model, stage, from, to, path, diff, warnings }: Promotion, style: Style): string {
  const notes = warnings.map((warning) => `${style.yellow("warning:")} ${warning}`);
  if (diff.length === 0) {
    const already = to === null ? `${stage} of ${model} is empty` : `${model} ${to} is in ${stage}`;
    return [...notes, `${already} already; nothing changed.`].join("\n");
  }
  const lines = [
    `${model}: ${from ?? "nothing"} → ${style.bold(to ?? "nothing")} in ${stage}`,
    "",
    style.dim(path),
    ...diff.map((line) => (line.startsWith("-") ? style.red(line) : style.green(line))),
  ];
  return [...notes, ...lines].join("\n");
}
