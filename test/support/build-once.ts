import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The suite runs what users run: the built command line, made from the sources as they are now. */
export function setup(): void {
  const root = join(import.meta.dirname, "../..");
  execFileSync(process.execPath, [join(root, "scripts/build.ts")], { cwd: root, stdio: "inherit" });
}
