import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../.venv");

/** The real programs: each set lives apart from the others, because some of them exclude each other. */
const environments = {
  newest: ["mlflow[auth]", "dvc", "dvclive", "scikit-learn", "gto", "pip"],
  // Its last release does not know SQLAlchemy 2.1.
  "mlflow-2": ["mlflow[auth]<3", "scikit-learn", "setuptools<81", "sqlalchemy<2.1"],
  "model-files": [
    ["numpy", "pandas", "scikit-learn", "joblib", "lz4", "skops", "h5py", "lightgbm", "xgboost-cpu"],
    ["onnx", "skl2onnx", "safetensors", "ml_dtypes", "gguf"],
    // Keras computes with any of three large packages; this is the smallest.
    ["keras", "jax"],
  ].flat(),
  locks: ["poetry", "poetry-plugin-export", "uv"],
  "poetry-1": ["poetry<2"],
  // What a deploy job has: nothing but a reader of YAML.
  deploy: ["PyYAML"],
  "yaml-readers": ["PyYAML", "ruamel.yaml", "ruamel.yaml.clib"],
} as const;

export type EnvironmentName = keyof typeof environments;

/** The folder with an environment's programs, such as `python` and `mlflow`. */
export function programs(name: EnvironmentName): string {
  return programsIn(join(root, name));
}

/** Installs what is missing into `.venv`; an environment with the same list is kept. Delete `.venv` for newer releases. */
export async function setup(): Promise<void> {
  const names = Object.keys(environments) as EnvironmentName[];
  const states = await Promise.all(names.map(async (name) => ({ name, isInstalled: await isInstalled(name) })));
  const missing = states.flatMap(({ name, isInstalled: is }) => (is ? [] : [name]));
  if (missing.length === 0) return;
  const python = await findPython();
  const installer = await findInstaller(python);
  // Two at a time: they download and unpack at the same time.
  for (let index = 0; index < missing.length; index += 2) {
    await Promise.all(missing.slice(index, index + 2).map((name) => install(name, python, installer)));
  }
}

const programsIn = (folder: string): string => join(folder, process.platform === "win32" ? "Scripts" : "bin");

const stampOf = (name: EnvironmentName): string => join(root, name, "packages.json");

async function isInstalled(name: EnvironmentName): Promise<boolean> {
  const stamp = await readFile(stampOf(name), "utf8").catch(() => "");
  return stamp === JSON.stringify(environments[name]) && (await works(join(programs(name), "python"), ["--version"]));
}

/** Makes an environment with these packages in a folder. */
type Installer = (folder: string, python: string, packages: readonly string[]) => Promise<void>;

async function install(name: EnvironmentName, python: string, installer: Installer): Promise<void> {
  const folder = join(root, name);
  await rm(folder, { recursive: true, force: true });
  await installer(folder, python, environments[name]);
  await writeFile(stampOf(name), JSON.stringify(environments[name]));
}

/** uv takes seconds where pip takes minutes; without it pip does. */
async function findInstaller(python: string): Promise<Installer> {
  const own = join(root, "uv");
  const program = join(programsIn(own), "uv");
  if (await works("uv", ["--version"])) return withUv("uv");
  if (await works(program, ["--version"])) return withUv(program);
  await rm(own, { recursive: true, force: true });
  return withPip(own, python, ["uv"]).then(
    () => withUv(program),
    () => withPip,
  );
}

function withUv(uv: string): Installer {
  return async (folder, python, packages) => {
    await run(uv, ["venv", "--quiet", "--no-project", "--python", python, folder]);
    const into = ["pip", "install", "--quiet", "--python", join(programsIn(folder), "python")];
    // From its own cache by copies: what a test breaks stays whole there.
    await run(uv, [...into, "--link-mode", "copy", ...packages], { maxBuffer: 64 * 1024 * 1024 });
  };
}

const withPip: Installer = async (folder, python, packages) => {
  await mkdir(root, { recursive: true });
  await run(python, ["-m", "venv", folder]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  await run(join(programsIn(folder), "python"), [...pip, ...packages], { maxBuffer: 64 * 1024 * 1024 });
};

async function findPython(): Promise<string> {
  for (const name of ["python3.12", "python3.11", "python3.13", "python3.10", "python3", "python"]) {
    const script = "import ensurepip, sys, venv; assert sys.version_info >= (3, 10); print(sys.executable)";
    const { stdout } = await run(name, ["-c", script]).catch(() => ({ stdout: "" }));
    if (stdout !== "") return stdout.trim();
  }
  const folders = (process.env["PATH"] ?? "").split(delimiter).join(", ");
  throw new Error(
    `The interoperation tests need Python 3.10 or later with its module venv, and there is none in ${folders}.\n` +
      "Install it (on Debian and Ubuntu: apt-get install python3 python3-venv), then run npm run test:interop again.",
  );
}

async function works(program: string, words: readonly string[]): Promise<boolean> {
  return run(program, words).then(
    () => true,
    () => false,
  );
}
