import { renderCardMarkdown } from "../../core/reports/card-markdown.ts";
import { escapeMarkdown, escapeStart, shorten } from "../../core/text/escape.ts";
import { renderVersion } from "../../core/reports/release-notes.ts";
import { contentOf, readRegistryFile } from "../../core/registry/file.ts";
import { isSameVersion } from "../../core/drafts/compose.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import type { ModelVersion } from "../../schemas/generated/types.ts";
import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { headOf } from "../../adapters/github/repository/branches.ts";
import { type Drafted, type DraftInputs, draft } from "../draft/draft.ts";
import { judgeProposal } from "./judge-proposal.ts";
import { collectingTarget } from "../workspace/change-target.ts";
import { type Promotion, clearStage, promote, promotionTitle } from "../promote/promote.ts";
import { type Proposed, propose } from "./pull-request.ts";
import type { ProposalTarget } from "./target.ts";
import type { Environment } from "../workspace/open-location.ts";
import { type WithdrawOptions, type Withdrawn, withdraw } from "../promote/withdraw.ts";

/** Of the 65,536 characters that GitHub takes as a pull request's body: what is cut off in the middle may come alive. */
const MAX_NOTES = 40_000;
const MAX_LINE = 1000;

/** Undefined where the base branch has it all already. */
type Outcome = Proposed | undefined;

export interface PromotionProposal {
  readonly stage: string;
  /** What gets the stage; only a model to empty it. */
  readonly to: { readonly reference: string } | { readonly model: string };
  readonly isRollback?: boolean;
  readonly environment: Environment;
  /** RFC 3339 in UTC. */
  readonly now: string;
}

/** Promotes by pull request: its body holds the line that changes, and the card. */
export async function proposePromotion(
  target: ProposalTarget,
  { stage, to, isRollback = false, environment, now }: PromotionProposal,
): Promise<Promotion & { readonly proposed: Outcome }> {
  const place = collectingTarget(target.tree);
  const promotion =
    "reference" in to
      ? await promote({ folder: place, reference: to.reference, stage })
      : await clearStage({ folder: place, model: to.model, stage });
  if (place.files.size === 0) return { ...promotion, proposed: undefined };
  const { model, from, diff } = promotion;
  const version = promotion.to;
  const card = version === null ? undefined : await judgeProposal(target, place.files, { model, environment, now });
  const proposed = await propose({
    ...target,
    proposal: {
      // Names may hold a hyphen: with one between, two promotions could share a branch.
      branch: `promote/${model}@${stage}`,
      title: promotionTitle(promotion, { isRollback }),
      command: version === null ? `promote ${model} ${stage} --clear` : `promote ${model}@${version} ${stage}`,
      summary: [`${model}: ${from ?? "nothing"} → **${version ?? "nothing"}** in ${stage}`, fenced("diff", diff)].join(
        "\n\n",
      ),
      details: card === undefined ? undefined : renderCardMarkdown(card),
      files: inRepository(target, place.files),
    },
  });
  return { ...promotion, written: false, proposed };
}

/** Withdraws a version by pull request. */
export async function proposeWithdrawal(
  target: ProposalTarget,
  options: Omit<WithdrawOptions, "folder" | "dryRun">,
  command: string,
): Promise<Withdrawn & { readonly proposed: Outcome }> {
  const place = collectingTarget(target.tree);
  const withdrawn = await withdraw({ ...options, folder: place });
  if (place.files.size === 0) return { ...withdrawn, proposed: undefined };
  const { model, version, status } = withdrawn;
  const proposed = await propose({
    ...target,
    proposal: {
      branch: `withdraw/${model}-${version}`,
      title: `Withdraw ${model} ${version}: ${status}`,
      command,
      summary: `${model} ${version} is **${status}**: ${escapeMarkdown(shorten(options.reason, MAX_LINE))}`,
      files: inRepository(target, place.files),
    },
  });
  return { ...withdrawn, written: false, proposed };
}

export interface ProposedDraft extends Drafted {
  /** Of the version file, in hex; undefined where the rules refused it. */
  readonly sha256: string | undefined;
  readonly proposed: Outcome;
}

/** Drafts a version by pull request: the bytes go into the store, the files into the pull request, none into a folder. */
export async function proposeDraft(
  target: ProposalTarget,
  inputs: Omit<DraftInputs, "folder" | "dryRun">,
  command: string,
): Promise<ProposedDraft> {
  const place = collectingTarget(target.tree);
  const drafted = await draft({ ...inputs, folder: place });
  const { model, version } = drafted;
  const path = pathOf({ kind: "model-version", model, version });
  if (place.files.size === 0) {
    const registered = (await target.tree.read([path])).get(path);
    return { ...drafted, sha256: registered && sha256OfBytes(registered), proposed: undefined };
  }
  const branch = `draft/${model}-${version}`;
  const before = await proposedBefore(target, branch, target.prefix + path);
  const files = new Map(place.files);
  const modelFile = pathOf({ kind: "model", model });
  if (files.has(modelFile) && inputs.owners.length === 0) {
    // The model comes with this pull request: whoever it has named as owner there stays.
    const named = await textOnBranch(target, branch, target.prefix + modelFile);
    if (named !== undefined) files.set(modelFile, named);
  }
  // Drafted again with the same artifacts and numbers, it is the same version: only the time would differ.
  const isSame = before !== undefined && isSameVersion(before.entry, drafted.entry);
  if (isSame) files.set(path, before.text);
  const entry = isSame ? before.entry : drafted.entry;
  const proposed = await propose({
    ...target,
    proposal: {
      branch,
      title: `Add ${model} ${version}`,
      command,
      summary: `Adds ${model} **${version}**.\n\n${renderVersion(entry, { most: MAX_NOTES })}`,
      files: inRepository(target, files),
    },
  });
  return { ...drafted, entry, written: false, sha256: sha256OfBytes(files.get(path) ?? ""), proposed };
}

async function textOnBranch({ files }: ProposalTarget, branch: string, path: string): Promise<string | undefined> {
  const head = await headOf(files.client, branch);
  const bytes = head === undefined ? undefined : (await files.filesAt(head, [path])).get(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** The version file that the branch of an earlier proposal holds. */
async function proposedBefore(
  { files }: ProposalTarget,
  branch: string,
  path: string,
): Promise<{ readonly entry: ModelVersion; readonly text: string } | undefined> {
  const head = await headOf(files.client, branch);
  const bytes = head === undefined ? undefined : (await files.filesAt(head, [path])).get(path);
  if (bytes === undefined) return undefined;
  const file = readRegistryFile({ path, blobId: "" }, { kind: "model-version", model: "", version: "" }, bytes);
  const entry = contentOf(file, "model-version");
  return entry === undefined ? undefined : { entry, text: file.source.text };
}

function inRepository({ prefix }: ProposalTarget, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(Array.from(files, ([path, text]) => [prefix + path, text]));
}

/** Lines as a code block that nothing in them can end. */
function fenced(language: string, quoted: readonly string[]): string {
  const lines = quoted.map((line) => escapeStart(line, MAX_LINE));
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join("\n");
}
