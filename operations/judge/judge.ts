import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { type Change, changesOf } from "../../core/changes/change.ts";
import { ModelyardError } from "../../core/errors.ts";
import { type PromotionJudgement, judgePromotion } from "../../core/gates/index.ts";
import type { Promotion, PromotionInput } from "../../core/gates/input.ts";
import { policyOf } from "../../core/gates/policy.ts";
import type { Observed } from "../../core/gates/verdict.ts";
import type { RegistryFile } from "../../core/registry/file.ts";
import type { Registry } from "../../core/registry/registry.ts";
import { type Card, buildCard } from "../../core/reports/card.ts";
import type { ArtifactStore, StoredVersion } from "../../core/store/store.ts";
import type { RegistrySettings } from "../../schemas/generated/types.ts";
import { type Past, observePast } from "./past.ts";
import { type MergeTimes, byServerTimes } from "./server-times.ts";

/** What is known of the people around a promotion: from the pull request that brings it, where there is one. */
export interface PeopleObserved extends Pick<PromotionInput, "reviews" | "author" | "teams" | "approvedCommits"> {
  /** The commit that reviews must be of, in full, where it is not the judged one: a pull request's head, not its merge. */
  readonly reviewedCommit?: string | undefined;
}

/** The promotion whose people are asked for. */
export interface AskedPromotion {
  readonly model: string;
  readonly stage: string;
  /** The stage's file in head. */
  readonly path: string;
  readonly blobId: string | undefined;
  /** The teams among the model's owners in base, as they are named there: `@acme/growth-ml`. */
  readonly teams: readonly string[];
}

export type LookUpReviewers = (promotion: AskedPromotion) => Promise<PeopleObserved>;

/** Nobody was asked: a local check knows no pull request. */
export const NOBODY_ASKED: LookUpReviewers = () => Promise.resolve(peopleUnknown("no pull request was looked at"));

/** Nothing is known of the people, and why. */
export function peopleUnknown(reason: string): PeopleObserved {
  return { reviews: unknown(reason), author: unknown(reason), teams: () => unknown(reason) };
}

export interface JudgeOptions {
  /** The time before the promotion, as the branch tells it at `baseCommit`. */
  readonly past: Past;
  readonly base: Registry;
  /** The base as people name it: `main`. */
  readonly baseName: string;
  /** The commit that `base` was read from: history is read from there. */
  readonly baseCommit: string;
  readonly head: Registry;
  /** The commit that is judged, in full; undefined for a working folder. */
  readonly headCommit: string | undefined;
  readonly changes: readonly Change[];
  readonly people: LookUpReviewers;
  /** Left out where no server is asked: then stays count from what the commits say. */
  readonly mergeTimes?: MergeTimes | undefined;
  readonly openStore: (settings: RegistrySettings) => Promise<ArtifactStore>;
  /** RFC 3339 in UTC. */
  readonly now: string;
}

/** A promotion with what the gates say of it, and the card that tells people. */
export interface JudgedPromotion {
  readonly judgement: PromotionJudgement;
  /** Where the stage's file names the version, counted from 1; undefined where it is written in another way. */
  readonly line: number | undefined;
  /** What people read about it, for any renderer. */
  readonly card: Card;
}

/** Judges every promotion among the changes, each by the policy of the base tree. */
export async function judgePromotions(options: JudgeOptions): Promise<readonly JudgedPromotion[]> {
  const judged: JudgedPromotion[] = [];
  for (const { model, stage, path, to: version } of changesOf(options.changes, "promotion")) {
    const { base, head, now } = options;
    const [past, store, people] = await Promise.all([
      pastOf(options, { model, stage, version }),
      observeStore(options, model, version),
      options.people({ model, stage, path, blobId: head.files.get(path)?.blobId, teams: teamsOf(base, model) }),
    ]);
    const promotion = { model, stage, version, headCommit: people.reviewedCommit ?? options.headCommit };
    const judgement = judgePromotion({ promotion, base, head, ...past, store, sha256: sha256OfBytes, now, ...people });
    const card = buildCard({ judgement, base, head, baseName: options.baseName });
    judged.push({ judgement, line: lineOfVersion(head.files.get(path)), card });
  }
  return judged;
}

async function pastOf({ past, base, head, mergeTimes }: JudgeOptions, promotion: Promotion) {
  const observed = await observePast(past, { base, head }, promotion);
  const { after } = policyOf(base, promotion).policy;
  const stages = after.filter(({ soak }) => soak !== undefined).map(({ stage }) => stage);
  if (mergeTimes === undefined || stages.length === 0) return observed;
  const asked = { version: promotion.version, stages, mergeTimes };
  return { ...observed, history: await byServerTimes(observed.history, asked) };
}

/** Looked up in the text: the positions of a document cost more than everything else here. */
function lineOfVersion(file: RegistryFile | undefined): number | undefined {
  const lines = file?.source.text.split("\n") ?? [];
  const index = lines.findIndex((line) => line.startsWith("version:"));
  return index === -1 ? undefined : index + 1;
}

function teamsOf(base: Registry, model: string): readonly string[] {
  return (base.models.get(model)?.model?.value.owners ?? []).filter((owner) => owner.includes("/"));
}

async function observeStore(
  { base, head, openStore }: JudgeOptions,
  model: string,
  version: string,
): Promise<Observed<StoredVersion>> {
  const settings = base.settings?.value ?? head.settings?.value;
  const content = head.models.get(model)?.versions.get(version)?.value;
  if (settings === undefined || content === undefined)
    return unknown("the version file or registry.yaml cannot be read");
  try {
    const store = await openStore(settings);
    // Telling formats is a large part of the program, and most checks have no promotion.
    const { lookAtBytes } = await import("./look-at-bytes.ts");
    return { known: true, value: await lookAtBytes(store, { ...content, model, version }) };
  } catch (error) {
    if (error instanceof ModelyardError) return unknown(error.message);
    throw error;
  }
}

function unknown(reason: string): { readonly known: false; readonly reason: string } {
  return { known: false, reason };
}
