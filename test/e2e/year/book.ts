/** What a pull request of the simulation changes. */
export type Intent =
  | { readonly kind: "version"; readonly model: string; readonly version: string; readonly auc: number }
  | {
      readonly kind: "stage";
      readonly model: string;
      readonly version: string;
      readonly stage: "staging" | "production";
    };

/** What somebody said of a pull request, and of which content. */
interface Opinion {
  readonly approves: boolean;
  /** What was to be merged then; see `Proposal.content`. */
  readonly content: string;
}

export interface Proposal {
  readonly number: number;
  readonly branch: string;
  readonly author: string;
  readonly intent: Intent;
  /** Changes with everything that an approval is about: what is changed of the registry and of `.github/`, and from what. */
  content: string;
  readonly opinions: Map<string, Opinion>;
}

interface Stay {
  readonly version: string;
  readonly fromMs: number;
  untilMs: number | undefined;
}

const SOAK_MS = 24 * 3_600_000;
export const LEAST_AUC = 0.8;

interface Entry {
  readonly version: string;
  /** What the version showed when it came in: what a return need not show again. */
  readonly shown: readonly string[];
}

/**
 * The rules of the registry in plain words, told a second time and by other means: nothing of git, of files or of GitHub is
 * looked at. What the product says is held against it.
 */
export class Book {
  readonly owners = new Map<string, readonly string[]>();
  readonly #auc = new Map<string, number>();
  readonly #unpublished = new Set<string>();
  readonly #staging = new Map<string, Stay[]>();
  readonly #production = new Map<string, Entry[]>();
  readonly #holders = new Map<string, string>();

  /** All that was merged is published now. */
  published(): void {
    this.#unpublished.clear();
  }

  holder(model: string, stage: "staging" | "production"): string | undefined {
    return this.#holders.get(`${model}/${stage}`);
  }

  versions(model: string): readonly string[] {
    return [...this.#auc.keys()].filter((key) => key.startsWith(`${model}@`)).map((key) => key.slice(model.length + 1));
  }

  /** Versions that were in production, the latest last. */
  formerHolders(model: string): readonly string[] {
    return (this.#production.get(model) ?? []).map(({ version }) => version);
  }

  /** Whether a pull request may be merged now. */
  mayMerge(proposal: Proposal, nowMs: number): boolean {
    const { intent } = proposal;
    if (intent.kind === "version") return true;
    const { model, version } = intent;
    if (this.#unpublished.has(`${model}@${version}`)) return false;
    if (intent.stage === "staging") return true;
    if (this.holder(model, "production") === version) return true;
    const before = (this.#production.get(model) ?? []).filter((entry) => entry.version === version);
    const shownNow = this.#shows(model, version, nowMs);
    const isShown = (what: string) => shownNow.includes(what) || before.some(({ shown }) => shown.includes(what));
    return ["after", "soak", "auc"].every(isShown) && this.#isApproved(proposal, model);
  }

  merged(intent: Intent, nowMs: number): void {
    const { model, version } = intent;
    if (intent.kind === "version") {
      this.#auc.set(`${model}@${version}`, intent.auc);
      this.#unpublished.add(`${model}@${version}`);
      return;
    }
    const key = `${model}/${intent.stage}`;
    if (this.#holders.get(key) === version) return;
    this.#holders.set(key, version);
    if (intent.stage === "staging") {
      const stays = this.#staging.get(model) ?? [];
      const last = stays.at(-1);
      if (last !== undefined) last.untilMs = nowMs;
      this.#staging.set(model, [...stays, { version, fromMs: nowMs, untilMs: undefined }]);
    } else {
      const entry = { version, shown: this.#shows(model, version, nowMs) };
      this.#production.set(model, [...(this.#production.get(model) ?? []), entry]);
    }
  }

  #shows(model: string, version: string, nowMs: number): readonly string[] {
    const stay = this.#staging.get(model)?.findLast((each) => each.version === version);
    const heldMs = stay === undefined ? 0 : Math.min(stay.untilMs ?? nowMs, nowMs) - stay.fromMs;
    const isGood = (this.#auc.get(`${model}@${version}`) ?? 0) >= LEAST_AUC;
    return [
      ...(stay === undefined ? [] : ["after"]),
      ...(heldMs >= SOAK_MS ? ["soak"] : []),
      ...(isGood ? ["auc"] : []),
    ];
  }

  #isApproved({ opinions, author, content }: Proposal, model: string): boolean {
    return (this.owners.get(model) ?? []).some((owner) => {
      const opinion = opinions.get(owner);
      return owner !== author && opinion?.approves === true && opinion.content === content;
    });
  }
}
