import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { authenticate, checkNeeds, findRepository } from "./access.ts";
import type { Answer, Call } from "./call.ts";
import { ApiError, authenticationRequired, badRequest, notFound } from "./errors.ts";
import type { Hold, Misbehaviour } from "./faults.ts";
import { rateHeaders, spend } from "./rate-limit.ts";
import { RequestBody } from "./request-body.ts";
import { conditional, send } from "./respond.ts";
import type { FindRoute, Match } from "./router.ts";
import { inTurn } from "./turns.ts";
import type { RequestRecord, ServerName, Token, World } from "../state.ts";

/** Enterprise Server serves the same paths under a prefix. */
const enterprisePrefix = /^\/api\/(v3|uploads)(?=\/)|^\/api(?=\/graphql$)/;

interface Incoming {
  readonly world: World;
  readonly server: ServerName;
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly rawPath: string;
  readonly apiUrl: string;
}

/** Takes one request through log, faults, access, route and answer. */
export async function serve(
  world: World,
  server: ServerName,
  findRoute: FindRoute,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Kept from the start: a request whose body was given up no longer knows its connection.
  const { socket } = request;
  const url = new URL(request.url ?? "/", "http://fake");
  const prefixed = enterprisePrefix.test(url.pathname);
  const apiUrl = prefixed ? `${world.origins.api}/api/v3` : world.origins.api;
  const rawPath = url.pathname.replace(enterprisePrefix, "");
  const incoming: Incoming = { world, server, request, url, rawPath, apiUrl };
  const match = findRoute(request.method ?? "GET", rawPath);
  const record = logged(incoming, match);
  const budget = world.callBudget.take();
  const fault = world.faults.take(record);
  if (budget === "cut" || cuts(fault, "before")) return hangUp(socket);
  if (hasDelay(fault)) await setTimeout(fault.delayMs);
  if (isHeld(fault)) await fault.hold.wait();
  const answer = isRefusal(fault) ? refusal(fault) : await answerTo(incoming, match, record, fault);
  if (answer === null || budget === "lose-answer" || fault === "lost-answer") return hangUp(socket);
  record.status = answer.status;
  // What has not changed costs nothing.
  if (answer.status === 304) rateOf(incoming).remaining += 1;
  const headers = {
    server: "GitHub.com",
    "x-github-request-id": `FAKE:${world.requests.length.toString(16).toUpperCase()}`,
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": "2022-11-28",
    ...(server === "assets" ? {} : rateHeaders(rateOf(incoming))),
  };
  const cutAfterBytes = cuts(fault, "after-bytes") ? fault.bytes : null;
  return send(request, response, answer, { headers, cutAfterBytes });
}

function logged({ world, server, request, url, rawPath }: Incoming, match: Match | null): RequestRecord {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  const record: RequestRecord = {
    server,
    method: request.method ?? "GET",
    path: decoded(rawPath),
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers) as Record<string, string>,
    operation: match === null ? null : `${match.route.method} ${match.route.template}`,
    login: tokenOf(world, request)?.user.login ?? null,
    body: undefined,
    status: null,
  };
  world.requests.push(record);
  return record;
}

/** An answer, whatever happens; null when the connection broke while the request was still coming in. */
async function answerTo(
  incoming: Incoming,
  match: Match | null,
  record: RequestRecord,
  fault: Misbehaviour | null,
): Promise<Answer | null> {
  const answer = await answered(incoming, match, record, fault);
  if (match !== null && answer !== null) incoming.world.contract?.checkResponse(match.route, answer);
  return answer;
}

async function answered(
  incoming: Incoming,
  match: Match | null,
  record: RequestRecord,
  fault: Misbehaviour | null,
): Promise<Answer | null> {
  try {
    return conditional(incoming.request, await handle(incoming, match, record, fault));
  } catch (error) {
    if (error instanceof ApiError) {
      return { kind: "json", status: error.status, json: error.body, headers: error.headers };
    }
    if (incoming.request.destroyed && !incoming.request.complete) return null;
    if (cuts(fault, "while-receiving")) return null;
    const message = `The fake GitHub itself failed: ${error instanceof Error ? error.stack : String(error)}`;
    return { kind: "json", status: 500, json: { message } };
  }
}

async function handle(
  incoming: Incoming,
  match: Match | null,
  record: RequestRecord,
  fault: Misbehaviour | null,
): Promise<Answer> {
  const { world, server, request, url, apiUrl } = incoming;
  const { method } = record;
  if (request.headers["user-agent"] === undefined) {
    throw new ApiError(403, { message: "Request forbidden by administrative rules. Please add a User-Agent header." });
  }
  const body = server === "uploads" ? undefined : await readJson(request, fault);
  record.body = body;
  const token = server === "assets" ? null : authenticate(world, request.headers);
  if (server !== "assets") spend(world, rateOf(incoming), server === "uploads" ? 2 : 1);
  if (match === null) throw notFound();
  const { route, params } = match;
  const query = url.searchParams;
  world.contract?.checkRequest(route, { params, query, body });
  if (route.signedIn && token === null) throw authenticationRequired();
  const { headers } = request;
  const json = new RequestBody(body, "Request");
  const call: Call = { world, method, params, query, headers, token, body: json, request, apiUrl, fault };
  const { handler } = route;
  if (handler.kind === "plain") return handler.handle(call);
  const { owner = "", repo = "" } = params;
  const repository = findRepository(world, owner, repo, token);
  checkNeeds(token, repository, route.needs);
  const serving = () => handler.handle({ ...call, repository });
  return server === "uploads" ? serving() : inTurn(repository, serving);
}

async function readJson(request: IncomingMessage, fault: Misbehaviour | null): Promise<unknown> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
    if (cuts(fault, "while-receiving") && sizeBytes >= fault.bytes) throw new Error("cut while receiving, as ordered");
  }
  if (sizeBytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw badRequest("Problems parsing JSON");
  }
}

/** The token of a request, without a refusal when it is nobody's. */
function tokenOf(world: World, request: IncomingMessage): Token | null {
  try {
    return authenticate(world, request.headers);
  } catch {
    return null;
  }
}

const rateOf = ({ world, request }: Incoming) => tokenOf(world, request)?.rate ?? world.anonymousRate;

function decoded(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return rawPath;
  }
}

type Cut<Moment> = Extract<Misbehaviour, { cut: Moment }>;

const cuts = <Moment extends "before" | "after-bytes" | "while-receiving">(
  fault: Misbehaviour | null,
  moment: Moment,
): fault is Cut<Moment> => typeof fault === "object" && fault !== null && "cut" in fault && fault.cut === moment;

const hasDelay = (fault: Misbehaviour | null): fault is Extract<Misbehaviour, { delayMs: number }> =>
  typeof fault === "object" && fault !== null && "delayMs" in fault;

const isHeld = (fault: Misbehaviour | null): fault is Extract<Misbehaviour, { hold: Hold }> =>
  typeof fault === "object" && fault !== null && "hold" in fault;

type Refusal = Extract<Misbehaviour, { status: number }>;

const isRefusal = (fault: Misbehaviour | null): fault is Refusal =>
  typeof fault === "object" && fault !== null && "status" in fault;

const refusal = ({ status, body, headers = {} }: Refusal): Answer =>
  body === undefined
    ? { kind: "json", status, json: { message: `Fault ordered by the test: ${status}` }, headers }
    : { kind: "json", status, json: body, headers };

/** The connection ends; the client cannot know what became of its request. */
function hangUp(socket: Socket): void {
  socket.destroy();
}
