import type { RequestRecord, ServerName } from "../state.ts";

/** What to do to a request instead of, or on top of, serving it. */
export type Misbehaviour =
  /** Answer this; nothing happens on the server. */
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Serve it, later. */
  | { readonly delayMs: number }
  /** Serve it when the hold is opened. */
  | { readonly hold: Hold }
  /** Cut the connection before anything happened. */
  | { readonly cut: "before" }
  /** It happens; the answer's body ends after so many bytes. */
  | { readonly cut: "after-bytes"; readonly bytes: number }
  /** Cut while the request's body arrives, after so many bytes; an upload leaves a `starter` asset. */
  | { readonly cut: "while-receiving"; readonly bytes: number }
  /** It happens, and the connection is cut instead of an answer. */
  | "lost-answer"
  /** An upload fails with a 502 and leaves an empty asset in state `starter`. */
  | "starter-asset"
  /** An upload is stored with one byte changed, and the digest is that of what was stored. */
  | "corrupt-upload";

export interface Fault {
  readonly when: {
    readonly method?: string;
    /** Tried on the path without query and without `/api/v3`. */
    readonly path?: RegExp;
    readonly server?: ServerName;
    /** Only the n-th request (from 1, since the fault was added) that matches; every one when absent. */
    readonly nth?: number;
  };
  readonly do: Misbehaviour;
}

/** The faults that a test has ordered. */
export class FaultBook {
  #ordered: { readonly fault: Fault; matches: number }[] = [];

  /**
   * Orders a fault; of several that match a request the first one wins.
   *
   *     github.faults.add({ when: { method: "PATCH", path: /releases\/\d+$/, nth: 1 }, do: "lost-answer" });
   */
  add(fault: Fault): void {
    this.#ordered.push({ fault, matches: 0 });
  }

  clear(): void {
    this.#ordered = [];
  }

  /** What to do to this request, if anything. Counts it for every `nth`. */
  take(request: RequestRecord): Misbehaviour | null {
    let due: Misbehaviour | null = null;
    for (const order of this.#ordered) {
      const { when } = order.fault;
      if (!concerns(when, request)) continue;
      order.matches += 1;
      if (when.nth === undefined || order.matches === when.nth) due ??= order.fault.do;
    }
    return due;
  }
}

const concerns = ({ method, path, server }: Fault["when"], request: RequestRecord): boolean =>
  (method === undefined || method === request.method) &&
  (path === undefined || path.test(request.path)) &&
  (server === undefined || server === request.server);

/** Where requests wait until so many are there, or until the test opens it; whoever comes later goes straight on. */
export class Hold {
  /** The first request waits. */
  readonly reached: Promise<void>;
  readonly #size: number;
  readonly #waiting: (() => void)[] = [];
  #isOpen = false;
  #tellReached: () => void = () => {};

  constructor(size = Number.POSITIVE_INFINITY) {
    this.#size = size;
    this.reached = new Promise((tell) => (this.#tellReached = tell));
  }

  wait(): Promise<void> {
    this.#tellReached();
    return new Promise((goOn) => {
      this.#waiting.push(goOn);
      if (this.#isOpen || this.#waiting.length >= this.#size) this.open();
    });
  }

  open(): void {
    this.#isOpen = true;
    for (const goOn of this.#waiting.splice(0)) goOn();
  }
}

/** Holds the first requests that match until so many have come: what two clients do at once in the worst case. */
export const heldUntil = (requests: number): Misbehaviour => ({ hold: new Hold(requests) });

/** GitHub's answer to too many writes: obey `retry-after`. */
export const secondaryRateLimit = (retryAfterSeconds: number): Misbehaviour => ({
  status: 403,
  headers: { "retry-after": String(retryAfterSeconds) },
  body: {
    message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    documentation_url: "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
  },
});

/** Lets so many more requests through, then cuts every connection: the process was killed there. */
export class CallBudget {
  #left = Number.POSITIVE_INFINITY;
  #loseLast = false;

  limit(calls: number, options: { readonly loseLastAnswer: boolean }): void {
    this.#left = calls;
    this.#loseLast = options.loseLastAnswer;
  }

  take(): "serve" | "lose-answer" | "cut" {
    if (this.#left <= 0) return "cut";
    this.#left -= 1;
    return this.#left === 0 && this.#loseLast ? "lose-answer" : "serve";
  }
}
