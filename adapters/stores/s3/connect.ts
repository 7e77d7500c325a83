import type { Agent } from "node:http";
import { HttpClient } from "@actions/http-client";
import type { S3Client } from "@aws-sdk/client-s3";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { STALLED_MS } from "../../http/fetch.ts";
import type * as sdkModule from "./sdk.ts";
import type { S3Place } from "./settings.ts";

type Sdk = typeof sdkModule;

export interface Connection {
  readonly sdk: Sdk;
  readonly client: S3Client;
}

export interface ConnectOptions {
  /** A connection that stands still this long is given up; `STALLED_MS` unless a test makes it shorter. */
  readonly stalledMs?: number;
}

const CONNECT_MS = 10_000;

const silence = () => {};
/** Whatever goes wrong becomes an error of ours; the SDK would also warn on the terminal. */
const SILENT = { trace: silence, debug: silence, info: silence, warn: silence, error: silence };

/**
 * Loads Amazon's SDK and makes its client. Credentials are found as Amazon's own tools find them: in the environment,
 * in the profile (also by role, single sign-on or another process), by web identity, or from the container or instance.
 */
export async function connect(place: S3Place, { stalledMs = STALLED_MS }: ConnectOptions = {}): Promise<Connection> {
  const sdk = await import("./sdk.ts");
  const handlers = new Map<string, NodeHttpHandler>();
  // One handler for each server, since a proxy is for some and not for others.
  const requestHandler: Pick<NodeHttpHandler, "handle" | "destroy" | "metadata"> = {
    handle(request, options) {
      const origin = `${request.protocol}//${request.hostname}${request.port === undefined ? "" : `:${request.port}`}`;
      let handler = handlers.get(origin);
      if (handler === undefined) {
        const agent = agentFor(origin);
        const timeouts = { connectionTimeout: CONNECT_MS, socketTimeout: stalledMs };
        handler = new sdk.NodeHttpHandler({ ...timeouts, httpAgent: agent, httpsAgent: agent });
        handlers.set(origin, handler);
      }
      return handler.handle(request, options);
    },
    metadata: { handlerProtocol: "http/1.1" },
    destroy: () => handlers.forEach((handler) => handler.destroy()),
  };
  const client = new sdk.S3Client({
    requestHandler,
    // What is tried again is for us to say: most bodies are streams, which the SDK cannot send twice.
    maxAttempts: 1,
    logger: SILENT,
    forcePathStyle: place.inPath,
    ...(place.region === undefined ? {} : { region: place.region }),
    ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint }),
    // We send SHA-256 with every object and check every byte that we read: other checksums would only trouble
    // servers that do not know them.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // A body is sent at once: whether it may be is asked before, with a request that has none.
    expectContinueHeader: false,
  });
  return { sdk, client };
}

/** Follows proxies as the environment says, in the way of all other transfers. */
function agentFor(origin: string): Agent {
  const agent = new HttpClient("modelyard", [], { keepAlive: true, maxSockets: 64 }).getAgent(origin);
  // The SDK takes for an agent only what can be destroyed, which an agent for a proxy cannot.
  if (typeof agent.destroy !== "function") agent.destroy = () => {};
  return agent;
}
