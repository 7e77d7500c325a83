import { Announcements } from "./announcements.ts";
import { Book, type Intent, type Proposal } from "./book.ts";
import { Random } from "./random.ts";
import { mergeGroup, mergeMainInto } from "./team-git.ts";
import { type TeamWorld, createTeamWorld, stageFile, versionFile } from "./team-world.ts";

export interface TeamSize {
  readonly seed: number;
  readonly people: number;
  readonly models: number;
  /** Pull requests that are opened. */
  readonly pulls: number;
}

/** What happened, for people who read the log of the test. */
export interface TeamReport {
  readonly opened: number;
  readonly merged: number;
  readonly promoted: number;
  /** Checks that had to pass, and those that had not. */
  readonly passed: number;
  readonly held: number;
  readonly forced: number;
  readonly queued: number;
  readonly updates: number;
  readonly conflicts: number;
  readonly rateLimits: number;
  readonly deployed: number;
  /** The most requests that one run of publish took. */
  readonly mostRequests: number;
}

/** Pull requests that are open at the same time. */
const MAX_OPEN = 12;

/** Plays a team that works on one registry, and holds every verdict and every deployment against the book. */
export async function playTeam(size: TeamSize): Promise<TeamReport> {
  const random = new Random(size.seed);
  const people = Array.from({ length: size.people }, (_, index) => `person${index + 1}`);
  const book = new Book();
  for (let index = 1; index <= size.models; index++) {
    const owners = new Set([random.pick(people), random.pick(people), random.pick(people)]);
    book.owners.set(`model${index}`, [...owners]);
  }
  const team = new Team(await createTeamWorld(book.owners), book, { random, people });
  return team.play(size.pulls);
}

class Team {
  readonly #world: TeamWorld;
  readonly #book: Book;
  readonly #random: Random;
  readonly #people: readonly string[];
  readonly #open: Proposal[] = [];
  readonly #announcements = new Announcements();
  readonly #versionCounts = new Map<string, number>();
  #before = "";
  #mayOpen = true;
  #counts = { opened: 0, merged: 0, promoted: 0, passed: 0, held: 0, forced: 0, queued: 0, updates: 0 };
  #more = { conflicts: 0, rateLimits: 0, deployed: 0, mostRequests: 0 };

  constructor(world: TeamWorld, book: Book, by: { readonly random: Random; readonly people: readonly string[] }) {
    this.#world = world;
    this.#book = book;
    this.#random = by.random;
    this.#people = by.people;
  }

  async play(pulls: number): Promise<TeamReport> {
    await this.#begin();
    this.#before = await this.#world.main();
    while (this.#counts.opened < pulls || this.#open.length > 0) await this.#step(pulls);
    await this.#publishUntilSettled();
    const left = this.#announcements.left();
    if (left.length > 0) throw new Error(`never told: ${left.join(", ")}`);
    return { ...this.#counts, ...this.#more };
  }

  /** Some models are at work already: two versions, of which one has been in staging for a day. */
  async #begin(): Promise<void> {
    const { github, repository } = this.#world;
    const models = [...this.#book.owners.keys()].slice(0, 3);
    const intents = models.flatMap((model): Intent[] => [
      { kind: "version", model, version: "1.1.0", auc: 0.9 },
      { kind: "version", model, version: "1.2.0", auc: 0.85 },
      { kind: "stage", model, version: "1.2.0", stage: "staging" },
      { kind: "stage", model, version: "1.1.0", stage: "staging" },
    ]);
    for (const intent of intents) {
      await github.commit(repository, { files: this.#filesOf(intent) });
      this.#book.merged(intent, this.#world.now().getTime());
      if (intent.kind === "version") await this.#world.saveBytes(intent.model, intent.version);
      else this.#world.pass(13);
      this.#versionCounts.set(intent.model, 2);
    }
    await this.#world.publish(await this.#world.main());
    this.#book.published();
    this.#world.pass(26);
  }

  async #step(pulls: number): Promise<void> {
    const random = this.#random;
    this.#world.pass(0.2 + random.next() * 5);
    this.#mayOpen = this.#counts.opened < pulls;
    if (this.#mayOpen && this.#open.length < MAX_OPEN && (this.#open.length === 0 || random.chance(0.35)))
      return this.#propose();
    // Promotions to production are what people talk about.
    const gated = this.#open.filter(({ intent }) => intent.kind === "stage" && intent.stage === "production");
    const proposal = random.pick(gated.length > 0 && random.chance(0.6) ? gated : this.#open);
    const dice = random.next();
    if (dice < 0.3) return this.#review(proposal);
    if (dice < 0.5) return this.#update(proposal);
    if (dice < 0.57 && this.#open.length > 1) return this.#queue();
    return this.#checkAndMerge(proposal);
  }

  #nextIntent(): Intent | undefined {
    const random = this.#random;
    // The work gathers at a few models, as it does.
    const models = [...this.#book.owners.keys()];
    const model = models[Math.floor(models.length * random.next() ** 2)] ?? "";
    const versions = this.#book.versions(model);
    if (versions.length === 0 || random.chance(0.2)) {
      const count = (this.#versionCounts.get(model) ?? 0) + 1;
      this.#versionCounts.set(model, count);
      return { kind: "version", model, version: `1.${count}.0`, auc: 0.75 + random.below(20) / 100 };
    }
    const stage = random.chance(0.3) ? "staging" : "production";
    const staged = this.#book.holder(model, "staging");
    const former = this.#book.formerHolders(model);
    const isReturn = former.length > 1 && random.chance(0.3);
    const version =
      stage === "staging" || staged === undefined ? random.pick(versions) : isReturn ? random.pick(former) : staged;
    return this.#book.holder(model, stage) === version ? undefined : { kind: "stage", model, version, stage };
  }

  async #propose(intent = this.#nextIntent(), author = this.#random.pick(this.#people)): Promise<void> {
    if (intent === undefined) return;
    const { fork, repository, github, ask } = this.#world;
    const branch = `change-${++this.#counts.opened}`;
    const isFromFork = this.#random.chance(0.15);
    const files = this.#filesOf(intent);
    if (intent.kind === "version") await this.#world.saveBytes(intent.model, intent.version);
    if (isFromFork) await fork.git.run(["fetch", "--quiet", repository.gitDir, "+refs/heads/main:refs/heads/main"]);
    await github.commit(isFromFork ? fork : repository, { branch, files, login: author });
    const token = github.addToken({ login: author, kind: "user" });
    const head = isFromFork ? `eve:${branch}` : branch;
    const response = await fetch(`${github.apiUrl}/repos/acme/models/pulls`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ title: `Change ${branch}`, head, base: "main" }),
    });
    const { number } = (await response.json()) as { number: number };
    await ask("GET", `/repos/acme/models/pulls/${number}`);
    this.#open.push({ number, branch, author, intent, content: this.#contentFrom(intent, ""), opinions: new Map() });
  }

  #filesOf(intent: Intent): Record<string, string> {
    return intent.kind === "version"
      ? versionFile(intent.model, intent.version, { auc: intent.auc, now: this.#world.now() })
      : stageFile(intent.model, intent.stage, intent.version);
  }

  /** What an approval is of: what the stage held, and what else is changed. */
  #contentFrom(intent: Intent, others: string): string {
    const from = intent.kind === "stage" ? this.#book.holder(intent.model, intent.stage) : "";
    return `${from ?? "nothing"} ${others}`;
  }

  async #review(proposal: Proposal): Promise<void> {
    const { model } = proposal.intent;
    const random = this.#random;
    const owners = this.#book.owners.get(model) ?? [];
    const by = random.chance(0.8) ? random.pick(owners) : random.pick(this.#people);
    const dice = random.next();
    const state = dice < 0.75 ? "APPROVED" : dice < 0.9 ? "CHANGES_REQUESTED" : "COMMENTED";
    await this.#world.github.review(this.#world.repository, proposal.number, { login: by, state });
    if (state !== "COMMENTED") {
      proposal.opinions.set(by, { approves: state === "APPROVED", content: proposal.content });
    }
  }

  /** A push to the branch: an update from main, a rebase, or more work. */
  async #update(proposal: Proposal): Promise<void> {
    const { intent, author, branch } = proposal;
    const { repository, github } = this.#world;
    const pull = this.#world.pull(proposal.number);
    const home = pull.head.repository;
    this.#counts.updates++;
    const commit = (files: Record<string, string>) => github.commit(home, { branch, files, login: author });
    const others = proposal.content.slice(proposal.content.indexOf(" ") + 1);
    const dice = this.#random.next();
    if (dice < 0.2) await commit({ [`notes/${branch}.md`]: `${this.#random.below(1000)}\n` });
    else if (dice < 0.35) {
      const more = `${others}x`;
      await commit({ [`.github/notes-${branch}.md`]: `${more}\n` });
      proposal.content = `${proposal.content.slice(0, proposal.content.indexOf(" "))} ${more}`;
    } else if (dice < 0.7) {
      if (!(await mergeMainInto(this.#world, home, { branch, author }))) return;
    } else {
      await home.git.run(["fetch", "--quiet", repository.gitDir, "refs/heads/main"]);
      await home.git.setRef(`refs/heads/${branch}`, await this.#world.main());
      const extra = others === "" ? {} : { [`.github/notes-${branch}.md`]: `${others}\n` };
      if (this.#isDone(intent)) return this.#drop(proposal);
      await commit({ ...this.#filesOf(intent), ...extra });
      proposal.content = this.#contentFrom(intent, others);
      // The time in the file of a version is another by now, and nobody's approval is needed for it.
    }
    await this.#refresh(proposal);
  }

  #isDone(intent: Intent): boolean {
    return intent.kind === "stage" && this.#book.holder(intent.model, intent.stage) === intent.version;
  }

  async #refresh({ number }: Proposal) {
    await this.#world.ask("GET", `/repos/acme/models/pulls/${number}`);
    return this.#world.pull(number);
  }

  async #drop(proposal: Proposal): Promise<void> {
    this.#open.splice(this.#open.indexOf(proposal), 1);
    const body = { state: "closed" };
    await this.#world.ask("PATCH", `/repos/acme/models/pulls/${proposal.number}`, { body });
  }

  /** Undefined where the pull request conflicts, and is given up. */
  async #check(proposal: Proposal): Promise<boolean | undefined> {
    const pull = await this.#refresh(proposal);
    if (pull.trial?.tree === null || this.#isDone(proposal.intent)) {
      this.#more.conflicts++;
      await this.#drop(proposal);
      return undefined;
    }
    const { number } = proposal;
    const trigger = { kind: "pull-request", number, head: pull.headSha, baseName: "main" } as const;
    const verdict = await this.#world.check(`refs/pull/${number}/merge`, trigger);
    return this.#compare([proposal], verdict);
  }

  #compare(proposals: readonly Proposal[], verdict: string): boolean {
    const nowMs = this.#world.now().getTime();
    // Of two that ask for the very same, the first one brings it to the branch.
    const isFirst = ({ intent }: Proposal, index: number) =>
      proposals.findIndex((other) => JSON.stringify(other.intent) === JSON.stringify(intent)) === index;
    const should = proposals.filter(isFirst).every((proposal) => this.#book.mayMerge(proposal, nowMs));
    if (should !== (verdict === "passed")) {
      const what = proposals.map(({ number, intent }) => `#${number} ${JSON.stringify(intent)}`).join(" and ");
      throw new Error(`${what} should ${should ? "pass" : "not pass"}, and the verdict is ${verdict}`);
    }
    this.#counts[should ? "passed" : "held"]++;
    return should;
  }

  async #checkAndMerge(proposal: Proposal): Promise<void> {
    const passes = await this.#check(proposal);
    if (passes === undefined) return;
    const isForced = !passes && this.#random.chance(0.05);
    // Some are given up, and all in the end.
    if (!passes && !isForced) return this.#random.chance(this.#mayOpen ? 0.1 : 0.5) ? this.#drop(proposal) : undefined;
    this.#world.repository.lateIndexReads = this.#random.chance(0.3) ? this.#random.below(14) : 0;
    const body = { merge_method: this.#random.pick(["merge", "squash"] as const) };
    const { status, text } = await this.#world.ask("PUT", `/repos/acme/models/pulls/${proposal.number}/merge`, {
      body,
    });
    if (status !== 200) throw new Error(text);
    const undo = this.#undoOf(proposal);
    this.#note(proposal, { isForced });
    if (isForced) this.#counts.forced++;
    // Sometimes several merges come with one push.
    if (this.#random.chance(0.8)) await this.#publish();
    if (isForced && undo !== undefined) await this.#propose(undo);
  }

  #undoOf({ intent }: Proposal): Intent | undefined {
    if (intent.kind === "version") return undefined;
    const version = this.#book.holder(intent.model, intent.stage);
    return version === undefined ? undefined : { ...intent, version };
  }

  #note(proposal: Proposal, { isForced }: { readonly isForced: boolean }): void {
    this.#open.splice(this.#open.indexOf(proposal), 1);
    this.#book.merged(proposal.intent, this.#world.now().getTime());
    this.#counts.merged++;
    const { intent } = proposal;
    if (intent.kind === "version") return;
    this.#counts.promoted++;
    this.#announcements.merged(intent, { isForced });
  }

  /** Several pull requests that pass go through a merge queue together. */
  async #queue(): Promise<void> {
    const { repository } = this.#world;
    const waiting: Proposal[] = [];
    for (const proposal of [...this.#open].slice(0, 3)) {
      const { trial } = await this.#refresh(proposal);
      if (trial?.tree != null && !this.#isDone(proposal.intent)) waiting.push(proposal);
    }
    const { base, head, ref, fitting } = await mergeGroup(this.#world, waiting);
    const picked = waiting.filter((proposal) => fitting.has(proposal.number));
    if (picked.length === 0) return;
    const verdict = await this.#world.check(ref, { kind: "merge-group", base, head, ref, baseName: "main" });
    const passes = this.#compare(picked, verdict);
    await repository.git.run(["update-ref", "-d", ref]);
    repository.mergeQueues.delete("main");
    if (!passes) return;
    repository.lateIndexReads = 0;
    await repository.git.setRef("refs/heads/main", head);
    for (const proposal of picked) {
      await this.#refresh(proposal);
      this.#note(proposal, { isForced: false });
      this.#counts.queued++;
    }
    await this.#publish();
  }

  async #publish(): Promise<void> {
    if (this.#random.chance(0.05)) await this.#publishWithoutAllowance();
    const before = this.#world.requests();
    const result = await this.#world.publish(this.#before);
    this.#before = await this.#world.main();
    this.#more.mostRequests = Math.max(this.#more.mostRequests, this.#world.requests() - before);
    this.#announcements.told(result);
    this.#book.published();
    this.#more.deployed += result.deployments.length;
  }

  /** The allowance is spent by others: the run says until when, and the one after that goes on. */
  async #publishWithoutAllowance(): Promise<void> {
    this.#world.refuseAllUntilNextHour();
    const said = await this.#world.publish(this.#before).then(
      ({ published }) => JSON.stringify(published.versions.filter(({ outcome }) => outcome === "failed")),
      (error: unknown) => `${String(error)} ${(error as { hint?: string }).hint ?? ""}`,
    );
    this.#world.github.faults.clear();
    if (!/rate limit|until/i.test(said)) throw new Error(`a spent allowance was not told: ${said}`);
    this.#more.rateLimits++;
    this.#world.pass(1);
  }

  async #publishUntilSettled(): Promise<void> {
    for (let looks = 0; looks < 3; looks++) {
      this.#world.pass(1);
      await this.#publish();
    }
  }
}
