import type { Job, Workflow } from "./workflow.ts";

/** An action or reusable workflow of another repository, where it is used. */
export interface OtherUse {
  /** `actions/checkout@v7` */
  readonly uses: string;
  /** `.github/workflows/registry.yml:12` */
  readonly place: string;
  readonly isPinned: boolean;
  /** modelyard's own, whose major version's tag people may follow. */
  readonly isOurs: boolean;
}

/** Everything that these workflows take from elsewhere. */
export function othersIn(workflows: readonly Workflow[]): readonly OtherUse[] {
  return workflows.flatMap(({ path, jobs }) =>
    jobs.flatMap((job) =>
      usesOf(job).flatMap(({ uses, line }) => {
        if (uses.startsWith("./") || uses.startsWith("$/") || uses.startsWith("docker://")) return [];
        const isPinned = /@(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(uses);
        return [{ uses, place: `${path}:${line}`, isPinned, isOurs: /^[^/]+\/modelyard\/action\//.test(uses) }];
      }),
    ),
  );
}

function usesOf({ uses, line, steps }: Job): readonly { readonly uses: string; readonly line: number }[] {
  const called = uses === undefined ? [] : [{ uses, line }];
  return [
    ...called,
    ...steps.flatMap((step) => (step.uses === undefined ? [] : [{ uses: step.uses, line: step.line }])),
  ];
}
