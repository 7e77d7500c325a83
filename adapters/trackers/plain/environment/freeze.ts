import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { OutsideError } from "../../../../core/errors.ts";
import type { DraftParts } from "../../../../core/drafts/draft-parts.ts";
import { parseText } from "../document.ts";
import { parseRequirements } from "./requirements.ts";

const run = promisify(execFile);

/** Words for system and processor as Node has them, so that drafts from Python and from Node agree. */
const systems: Readonly<Record<string, string>> = { Linux: "linux", Darwin: "darwin", Windows: "win32" };
const processors: Readonly<Record<string, string>> = { x86_64: "x64", AMD64: "x64", aarch64: "arm64" };

const script = "import json,platform as p;print(json.dumps([p.python_version(),p.system(),p.machine()]))";

/**
 * Asks an installed Python what it is and which packages it has, with `python -m pip freeze`.
 *
 * @example
 * await freezeEnvironment({ python: ".venv/bin/python" });
 * // { environment: { python: "3.11.7", platform: "linux-x64", requirements: ["numpy==1.26.4"] }, notes: [] }
 * @throws OutsideError when that Python cannot be run, or has no pip.
 */
export async function freezeEnvironment({ python = "python" }: { python?: string } = {}): Promise<DraftParts> {
  const about = parseText(await output(python, ["-c", script]), { format: "json", path: python });
  const [version, system, machine] = Array.isArray(about) ? about.map(String) : [];
  const frozen = await output(python, ["-m", "pip", "--disable-pip-version-check", "freeze"]);
  const { requirements, notes } = parseRequirements(frozen, `pip freeze of ${python}`);
  return {
    environment: {
      ...(version !== undefined && { python: version }),
      ...(requirements.length > 0 && { requirements: [...requirements] }),
      ...(system &&
        machine && { platform: `${systems[system] ?? system.toLowerCase()}-${processors[machine] ?? machine}` }),
    },
    notes,
  };
}

async function output(python: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(python, args, { timeout: 120_000, maxBuffer: 16 * 1024 * 1024, encoding: "utf8" });
    return stdout;
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim().split("\n").at(-1) : "";
    const message = `${python} ${args[1] === "pip" ? "-m pip freeze" : "-c …"} failed${said ? `: ${said}` : "."}`;
    const hint =
      "Name the Python that trained (python3, .venv/bin/python), or a requirements file that `pip freeze` or `uv pip freeze` wrote.";
    throw new OutsideError({ code: "python-failed", message, hint, path: python, cause });
  }
}
