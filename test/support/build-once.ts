import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The suite runs what users run: the built command line, made from the sources as they are now. */
export function setup(): void {
  // CI runs groups of tests side by side, with what installing has just built.
  if (process.env["MODELYARD_TEST_BUILT"] === "1") return;
  const root = join(import.meta.dirname, "../..");
  execFileSync(process.execPath, [join(root, "scripts/build.ts")], { cwd: root, stdio: "inherit" });
}
