import type { PublishedBranch } from "../../../operations/deploy/publish-branch.ts";

export interface Promoted {
  readonly model: string;
  readonly stage: string;
  readonly version: string;
}

const nameOf = ({ model, stage, version }: Promoted) => `${model}/${stage}@${version}`;

/** What publish has still to tell: each promotion that passed once to a deploy job, each other one once as past a gate. */
export class Announcements {
  readonly #toDeploy = new Map<string, Promoted>();
  readonly #toName: string[] = [];

  merged(promoted: Promoted, { isForced }: { readonly isForced: boolean }): void {
    // What it replaces is deployed by nobody any more.
    for (const [name, { model, stage }] of this.#toDeploy) {
      if (model === promoted.model && stage === promoted.stage) this.#toDeploy.delete(name);
    }
    if (isForced) this.#toName.push(nameOf(promoted));
    else this.#toDeploy.set(nameOf(promoted), promoted);
  }

  /** @throws Error where publish has told what was not so */
  told({ published, deployments, bypassed }: PublishedBranch): void {
    const failed = published.versions.filter(({ outcome }) => outcome === "failed");
    if (failed.length > 0) throw new Error(`not published: ${JSON.stringify(failed)}`);
    for (const deployment of deployments) {
      if (!this.#toDeploy.delete(nameOf(deployment))) throw new Error(`${nameOf(deployment)} is deployed for nothing`);
    }
    for (const promotion of bypassed) {
      const named = this.#toName.indexOf(nameOf(promotion));
      const why = JSON.stringify(promotion.judgement.gates);
      if (named === -1) throw new Error(`${nameOf(promotion)} is said to be past a gate, and was not: ${why}`);
      this.#toName.splice(named, 1);
    }
  }

  left(): readonly string[] {
    return [...this.#toDeploy.keys(), ...this.#toName.map((name) => `${name} (past a gate)`)];
  }
}
