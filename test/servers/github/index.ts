export type { ContractViolation } from "./contract.ts";
export { type Fault, Hold, type Misbehaviour, heldUntil, secondaryRateLimit } from "./faults.ts";
export type { NewRepository } from "./new-repository.ts";
export type { SeedCommit, SeedReview } from "./seed.ts";
export { type FakeGitHub, type FakeGitHubOptions, type NewTeam, type NewToken, startFakeGitHub } from "./server.ts";
export type { Asset, BranchRule, Release, Repository, RequestRecord, Team, Token, User } from "./state.ts";
export type { CheckRun, CommitStatus, Deployment } from "./check-state.ts";
export type { Issue, IssueComment, Pull, Review } from "./pull-state.ts";
