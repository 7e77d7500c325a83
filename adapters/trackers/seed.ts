import { type DraftParts, mergeParts, type ParameterValue } from "../../core/drafts/draft-parts.ts";

/**
 * Adds the seed that the parameters name, when they agree on one: `seed`, `random_state`, `train.random_seed`, as number
 * or text.
 *
 * @example
 * withSeed({ parameters: { lr: 0.1, "train.seed": "42" }, notes: [] }).training; // { seed: 42 }
 */
export function withSeed(parts: DraftParts): DraftParts {
  const seeds = Object.entries(parts.parameters ?? {}).flatMap(([key, value]) => seedOf(key, value));
  const [seed, ...others] = new Set(seeds);
  return seed === undefined || others.length > 0 ? parts : mergeParts(parts, { training: { seed }, notes: [] });
}

function seedOf(key: string, value: ParameterValue): number[] {
  if (!/(?:^|[._/])(?:seed|random_?seed|random_?state)$/i.test(key)) return [];
  const seed = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof seed === "number" && Number.isSafeInteger(seed) ? [seed] : [];
}
