export { type Fault, type Misbehaviour, secondaryRateLimit } from "./faults.ts";
export type { NewRepository } from "./new-repository.ts";
export type { SeedCommit } from "./seed.ts";
export { type FakeGitHub, type FakeGitHubOptions, type NewToken, startFakeGitHub } from "./server.ts";
export type { Asset, BranchRule, Release, Repository, RequestRecord, Team, Token, User } from "./state.ts";
