import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Of its own, so that the interoperation tests' programs stay as they are. */
const environment = join(import.meta.dirname, "../../.venv/bench");

/** GTO's own program, or why there is none. */
export type FoundGto = { readonly program: string; readonly version: string } | { readonly missing: string };

/** Finds the GTO that an earlier run installed; with `install`, installs it from the Python package index. */
export async function findGto({ install }: { readonly install: boolean }): Promise<FoundGto> {
  const program = join(environment, "bin/gto");
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  if (!isThere && !install) return { missing: "GTO is not installed: a full run does that" };
  try {
    if (!isThere) {
      await run("python3", ["-m", "venv", environment]);
      await run(join(environment, "bin/python"), ["-m", "pip", "install", "--quiet", "gto"]);
    }
    const { stdout } = await run(program, ["--version"]);
    return { program, version: stdout.replaceAll(/[^0-9.]/g, "") };
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n");
    return { missing: `GTO could not be installed (Python 3 with venv and a package index are needed): ${line}` };
  }
}
