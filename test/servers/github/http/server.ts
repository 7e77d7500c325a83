import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allPermissions } from "./access.ts";
import { Contract, type ContractViolation } from "./contract.ts";
import { CallBudget, FaultBook } from "./faults.ts";
import { newRepository, type NewRepository } from "../repository/new-repository.ts";
import { fullRate } from "./rate-limit.ts";
import { routeFinder } from "./router.ts";
import { routes } from "./routes.ts";
import { seedCommit, type SeedCommit, seedReview, type SeedReview } from "../seed.ts";
import { serve } from "./serve.ts";
import type { Permissions, Repository, RequestRecord, ServerName, Team, TokenKind, User, World } from "../state.ts";
import { userNamed, type NewUser } from "../people/users.ts";

export interface FakeGitHubOptions {
  /** The server's clock; the machine's by default. */
  readonly now?: () => Date;
  /** Holds requests and answers against GitHub's OpenAPI description; see `contractViolations`. */
  readonly checkContract?: boolean;
}

export interface NewToken {
  readonly login: string;
  readonly kind?: TokenKind;
  /** `{ contents: "write" }`; all that the kind can have by default. */
  readonly permissions?: Permissions;
  /** Full names; all by default. */
  readonly repositories?: readonly string[];
  readonly value?: string;
  /** Calls per hour; what GitHub gives that kind by default. */
  readonly rateLimit?: number;
}

export interface FakeGitHub {
  /** `http://127.0.0.1:<port>`, as `GITHUB_API_URL` of github.com. Also where web addresses point. */
  readonly apiUrl: string;
  /** The same under `/api/v3`, as on Enterprise Server. */
  readonly enterpriseApiUrl: string;
  readonly graphqlUrl: string;
  /** Every request in order, those that faults hit included. */
  readonly requests: readonly RequestRecord[];
  readonly faults: FaultBook;
  /** What GitHub's description does not allow, in the order it happened; with `checkContract` alone. */
  readonly contractViolations: readonly ContractViolation[];
  /**
   * Lets `calls` more requests through and cuts the connection of every later one, as if the client had been
   * killed there. With `loseLastAnswer`, the last one that gets through happens but is never answered.
   */
  cutAfter(calls: number, options?: { readonly loseLastAnswer?: boolean }): void;
  /** Undoes `cutAfter`. */
  resume(): void;
  createRepository(options: NewRepository): Promise<Repository>;
  addUser(user: NewUser): User;
  /** Gives the token's value. */
  addToken(token: NewToken): string;
  /** Commits files to a branch behind the API's back and gives the sha. */
  commit(repository: Repository, commit: SeedCommit): Promise<string>;
  /** A review that somebody gave in the browser, by default on the head of the pull request. */
  review(repository: Repository, pullNumber: number, review: SeedReview): Promise<void>;
  addTeam(team: NewTeam): Team;
  close(): Promise<void>;
}

export interface NewTeam {
  readonly organization: string;
  readonly slug: string;
  readonly members: readonly string[];
}

/**
 * Starts a GitHub on loopback: API, uploads and asset storage on three ports, real git behind it.
 *
 *     const github = await startFakeGitHub();
 *     const registry = await github.createRepository({ owner: "acme", name: "models" });
 *     const token = github.addToken({ login: "github-actions[bot]", kind: "actions" });
 */
export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const folder = await mkdtemp(join(tmpdir(), "fake-github-"));
  const now = options.now ?? (() => new Date());
  const servers: Record<ServerName, Server> = { api: createServer(), uploads: createServer(), assets: createServer() };
  const [api, uploads, assets] = await Promise.all([
    listen(servers.api),
    listen(servers.uploads),
    listen(servers.assets),
  ]);
  const contract = options.checkContract === true ? await Contract.load() : null;
  const world = newWorld({ folder, origins: { api, uploads, assets }, now, contract });
  for (const name of ["api", "uploads", "assets"] as const) {
    const findRoute = routeFinder(routes[name]);
    servers[name].on("request", (request, response) => {
      const { socket } = request;
      // A client that went away is no failure of the server.
      serve(world, name, findRoute, request, response).catch(() => socket.destroy());
    });
  }
  return {
    apiUrl: api,
    enterpriseApiUrl: `${api}/api/v3`,
    graphqlUrl: `${api}/graphql`,
    requests: world.requests,
    faults: world.faults,
    contractViolations: contract?.violations ?? [],
    cutAfter: (calls, { loseLastAnswer = false } = {}) => world.callBudget.limit(calls, { loseLastAnswer }),
    resume: () => world.callBudget.limit(Number.POSITIVE_INFINITY, { loseLastAnswer: false }),
    createRepository: (repository) => newRepository(world, repository),
    addUser: ({ login, type }) => userNamed(world, login, type),
    addToken: (token) => addToken(world, token),
    commit: (repository, commit) => seedCommit(world, repository, commit),
    review: (repository, pullNumber, review) => seedReview(world, repository, pullNumber, review),
    addTeam: (team) => addTeam(world, team),
    close: async () => {
      await Promise.all(Object.values(servers).map(stop));
      await rm(folder, { recursive: true });
    },
  };
}

function newWorld(given: Pick<World, "folder" | "origins" | "now" | "contract">): World {
  let lastId = 1000;
  return {
    ...given,
    nextId: () => (lastId += 1),
    users: new Map(),
    teams: [],
    tokens: new Map(),
    repositories: new Map(),
    requests: [],
    faults: new FaultBook(),
    callBudget: new CallBudget(),
    signedUrls: new Map(),
    anonymousRate: fullRate(60, given.now()),
  };
}

function addTeam(world: World, { organization, slug, members }: NewTeam): Team {
  for (const login of members) userNamed(world, login);
  const team: Team = { id: world.nextId(), organization, slug, members: new Set(members) };
  world.teams.push(team);
  return team;
}

function addToken(world: World, token: NewToken): string {
  const { login, kind = "user", permissions = allPermissions(kind), repositories = "all" } = token;
  const value = token.value ?? `fake_${kind}_${world.nextId()}`;
  const user = userNamed(world, login, kind === "user" ? "User" : "Bot");
  const rate = fullRate(token.rateLimit ?? (kind === "actions" ? 1000 : 5000), world.now());
  world.tokens.set(value, { value, user, kind, permissions, repositories, rate });
  return value;
}

function listen(server: Server): Promise<string> {
  // A 4 GiB upload may take its time.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
