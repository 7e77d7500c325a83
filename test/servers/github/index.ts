export type { ContractViolation } from "./http/contract.ts";
export { type Fault, Hold, type Misbehaviour, heldUntil, secondaryRateLimit } from "./http/faults.ts";
export type { NewRepository } from "./repository/new-repository.ts";
export type { SeedCommit, SeedReview } from "./seed.ts";
export {
  type FakeGitHub,
  type FakeGitHubOptions,
  type NewTeam,
  type NewToken,
  startFakeGitHub,
} from "./http/server.ts";
export type { Asset, BranchRule, Release, Repository, RequestRecord, Team, Token, User } from "./state.ts";
export type { CheckRun, CommitStatus, Deployment } from "./checks/check-state.ts";
export type { Issue, IssueComment, Pull, Review } from "./pulls/pull-state.ts";
