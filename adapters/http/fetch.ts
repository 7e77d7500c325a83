import { getProxyUrl } from "@actions/http-client/lib/proxy";
import { Agent, type Dispatcher, ProxyAgent, type RequestInit, fetch as send } from "undici";

/** A server that sends nothing for so long, or cannot be connected to, is given up. */
export const STALLED_MS = 60_000;

/**
 * `fetch` as every request here is sent: through the proxy that `HTTPS_PROXY` or `HTTP_PROXY` names, unless `NO_PROXY` has
 * the host or it is this machine, and with an end to waiting. Node's own `fetch` uses no proxy by default.
 *
 * @param options.stalledMs milliseconds without a byte
 */
export function createFetch({ stalledMs = STALLED_MS }: { readonly stalledMs?: number } = {}): typeof fetch {
  const limits = { headersTimeout: stalledMs, bodyTimeout: stalledMs, connect: { timeout: stalledMs } };
  const direct = new Agent(limits);
  const proxies = new Map<string, Dispatcher>();
  const dispatcherFor = (url: string): Dispatcher => {
    const proxy = getProxyUrl(new URL(url));
    if (proxy === undefined) return direct;
    const known = proxies.get(proxy.href) ?? new ProxyAgent({ ...limits, uri: proxy.href, ...tokenIn(proxy) });
    proxies.set(proxy.href, known);
    return known;
  };
  const fetchThrough = (input: string | URL | { readonly url: string }, init?: RequestInit) => {
    const url = typeof input === "string" ? input : "href" in input ? input.href : input.url;
    return send(url, { ...init, dispatcher: dispatcherFor(url) });
  };
  // Node's `fetch` is this one, in another copy.
  return fetchThrough as unknown as typeof fetch;
}

function tokenIn({ username, password }: URL): { readonly token?: string } {
  if (username === "") return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { token: `Basic ${Buffer.from(text).toString("base64")}` };
}
