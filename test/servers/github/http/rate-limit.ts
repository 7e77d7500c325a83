import { ApiError } from "./errors.ts";
import type { RateLimit, World } from "../state.ts";

const hourMs = 3_600_000;

/** A full allowance, which is full again in an hour. */
export const fullRate = (limit: number, now: Date): RateLimit => ({
  limit,
  remaining: limit,
  resetAt: new Date(now.getTime() + hourMs),
});

export function rateHeaders(rate: RateLimit): Record<string, string> {
  return {
    "x-ratelimit-limit": String(rate.limit),
    "x-ratelimit-remaining": String(rate.remaining),
    "x-ratelimit-used": String(rate.limit - rate.remaining),
    "x-ratelimit-reset": String(Math.ceil(rate.resetAt.getTime() / 1000)),
    "x-ratelimit-resource": "core",
  };
}

/** Counts a call. Throws 403 when nothing is left; after the reset everything is. */
export function spend(world: World, rate: RateLimit, points: number): void {
  if (world.now().getTime() >= rate.resetAt.getTime()) Object.assign(rate, fullRate(rate.limit, world.now()));
  if (rate.remaining <= 0) throw new ApiError(403, { message: "API rate limit exceeded for this token." });
  rate.remaining = Math.max(rate.remaining - points, 0);
}

/** `rate-limit-overview`. */
export function rateLimitShape({ limit, remaining, resetAt }: RateLimit) {
  const core = { limit, remaining, used: limit - remaining, reset: Math.ceil(resetAt.getTime() / 1000) };
  return { resources: { core, search: core, graphql: core }, rate: core };
}
