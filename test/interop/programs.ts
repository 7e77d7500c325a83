import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../.venv");

/** The real programs, in environments of their own because the two MLflows exclude each other. */
const environments = {
  newest: ["mlflow[auth]", "dvc", "dvclive", "scikit-learn", "onnx", "safetensors", "numpy", "gto", "PyYAML"],
  // Its last release does not know SQLAlchemy 2.1.
  "mlflow-2": ["mlflow[auth]<3", "scikit-learn", "setuptools<81", "sqlalchemy<2.1"],
} as const;

export type EnvironmentName = keyof typeof environments;

/** The folder with an environment's programs, such as `python` and `mlflow`. */
export function programs(name: EnvironmentName): string {
  return join(root, name, process.platform === "win32" ? "Scripts" : "bin");
}

/** Installs what is missing; an environment with the same list is kept. Delete `.venv` for newer releases. */
export async function setup(): Promise<void> {
  for (const [name, packages] of Object.entries(environments) as [EnvironmentName, readonly string[]][]) {
    const folder = join(root, name);
    const stamp = join(folder, "packages.json");
    const wanted = JSON.stringify(packages);
    if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) continue;
    await rm(folder, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
    await run(await python(), ["-m", "venv", folder]);
    await run(
      join(programs(name), "python"),
      ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages],
      {
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    await writeFile(stamp, wanted);
  }
}

async function python(): Promise<string> {
  for (const name of ["python3.12", "python3.11", "python3.10", "python3", "python"]) {
    const works = await run(name, ["-c", "import sys, venv; assert sys.version_info >= (3, 10)"]).then(
      () => true,
      () => false,
    );
    if (works) return name;
  }
  throw new Error("The interoperation tests need Python 3.10 or later, with venv.");
}
