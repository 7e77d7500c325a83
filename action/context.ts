// Apart from what imports it lazily: it reads the event's file when it is loaded, which may fail.
import { context } from "@actions/github";

/** What the workflow's runner tells of a run. The package says that all of it is always there. */
export type Context = Partial<typeof context>;
export { context };
