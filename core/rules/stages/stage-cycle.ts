import { problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { RegistryRule } from "../rule.ts";

export const stageCycle: RegistryRule = {
  name: "stage-cycle",
  severity: "error",
  scope: "registry",
  title: "No stage waits for itself",
  why: "Where `after` leads in a circle, each stage needs a version to have held the other one first, so no version can ever enter any of them.",
  hint: "Take `after` away from the stage that versions enter first.",
  reach: "touched-files",
  *check({ settings, models }: RegistryOutline): Iterable<Problem> {
    if (settings === undefined) return;
    const { stages } = settings.value;
    const edges = new Map(stages.map(({ name, gates }) => [name, gates?.after === undefined ? [] : [gates.after]]));
    const known = new Set<string>();
    for (const [index, { name }] of stages.entries()) {
      const circle = circleThrough(edges, name);
      if (circle === undefined || known.has(name)) continue;
      for (const member of circle) known.add(member);
      yield problemAt(settings.file, ["stages", index, "gates", "after"], advice(circle));
    }
    for (const { model } of models.values()) {
      if (model === undefined) continue;
      const gates = Object.entries(model.value.gates ?? {});
      const all = new Map(edges);
      for (const [stage, { after }] of gates)
        if (after !== undefined) all.set(stage, [...(all.get(stage) ?? []), after]);
      const closing = gates.find(
        ([stage, { after }]) => after !== undefined && !known.has(stage) && circleThrough(all, stage),
      );
      const circle = closing === undefined ? undefined : circleThrough(all, closing[0]);
      if (closing === undefined || circle === undefined) continue;
      yield problemAt(model.file, ["gates", closing[0], "after"], advice(circle));
    }
  },
};

/** The stages from `start` back to itself, or undefined where no way leads back. */
function circleThrough(edges: ReadonlyMap<string, readonly string[]>, start: string): readonly string[] | undefined {
  const seen = new Set<string>();
  const open: (readonly string[])[] = [[start]];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const next of edges.get(path.at(-1) ?? "") ?? []) {
      if (next === start) return path;
      if (!seen.has(next)) open.push([...path, next]);
      seen.add(next);
    }
  }
  return undefined;
}

function advice(circle: readonly string[]): Pick<Problem, "message" | "hint"> {
  const [first = "", ...others] = circle;
  const way = others.length === 0 ? `${first} waits for itself` : [first, ...others, first].join(" waits for ");
  return { message: `${way}: no version could enter`, hint: "Take `after` away from the stage that comes first." };
}
