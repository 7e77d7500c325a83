import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** So much may pass before what has passed is collected: quickly, and now and then thoroughly, for what was missed. */
const MINOR_EVERY_BYTES = 8 * 1024 * 1024;
const MAJOR_EVERY_MINOR = 8;

/**
 * Keeps a long transfer small. The bytes of a chunk lie outside of V8's heap, and V8 waits for tens of megabytes of them
 * before it looks which are still needed; asked now and then, which takes milliseconds, it frees them at once. Changes
 * nothing else, and does nothing where V8 has no such door.
 *
 * @returns to be called with the number of bytes that have passed
 */
export function garbageCollector(): (bytes: number) => void {
  const collect = collectionByHand();
  let passedBytes = 0;
  let times = 0;
  return (bytes) => {
    passedBytes += bytes;
    if (passedBytes < MINOR_EVERY_BYTES) return;
    passedBytes = 0;
    times++;
    collect(times % MAJOR_EVERY_MINOR === 0 ? "major" : "minor");
  };
}

function collectionByHand(): (type: "minor" | "major") => void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("typeof gc === 'function' ? gc : undefined");
  return typeof gc === "function" ? (type) => void gc({ type }) : () => {};
}
