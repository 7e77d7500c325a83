import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Reads texts with both of Go's readers, and prints those that they take otherwise. */
export const GO_READERS = join(import.meta.dirname, "../../.venv/go/yaml-readers");

/** Builds it, which takes seconds. It needs Go. */
export async function installGoReaders(): Promise<void> {
  const cwd = join(import.meta.dirname, "go/yaml-readers");
  await promisify(execFile)("go", ["build", "-o", GO_READERS, "."], { cwd });
}
