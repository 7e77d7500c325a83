import { basename, dirname, join } from "node:path";
import { InputError } from "../../../../core/errors.ts";
import type { DraftParts } from "../../../../core/drafts/draft-parts.ts";
import { isMapping, readMapping } from "../document.ts";
import { isFile } from "../../../files/look-at.ts";
import { readTextFile } from "../text-file.ts";
import { condaEnvironment, type FoundEnvironment, pythonEnvironment } from "./conda.ts";
import { readNpmEnvironment } from "./npm-lock.ts";
import { readPyproject } from "./pyproject.ts";
import { noteUnpinned, readRequirements, type Requirements } from "./requirements.ts";

/**
 * Reads what a version was trained in, from the file that lists it: `requirements.txt`, `pyproject.toml` (with `uv.lock`
 * or `poetry.lock` beside it), `conda.yaml`, `environment.yaml`, `python_env.yaml`, `package.json`.
 *
 * @example
 * await readEnvironment({ path: "requirements.txt" });
 * // { environment: { requirements: ["numpy==1.26.4"] }, notes: [] }
 * @throws InputError when the file is missing, not valid, or of a kind that is not known.
 */
export async function readEnvironment({ path }: { path: string }): Promise<DraftParts> {
  const { environment, notes } = await readByName(path);
  const requirements = [...new Set(environment.requirements)].sort(byName);
  const found = { ...environment, ...(requirements.length > 0 && { requirements }) };
  if (Object.keys(found).length > 0) return { environment: found, notes };
  return { notes: [...notes, `${path} names no package and no version of Python.`] };
}

/** As pip freeze sorts, so that two versions of a model compare line by line. */
function byName(first: string, second: string): number {
  const [one, other] = [first.toLowerCase(), second.toLowerCase()];
  return one < other ? -1 : Number(one > other);
}

async function readByName(path: string): Promise<FoundEnvironment> {
  const name = basename(path).toLowerCase();
  const beside = (other: string): string => join(dirname(path), other);
  if (name === "pyproject.toml") return withPython(path, await readPyproject(path));
  if (name === "uv.lock" || name === "poetry.lock")
    return withPython(path, await readPyproject(beside("pyproject.toml")));
  if (name === "package.json" || name === "package-lock.json") return readNpmEnvironment(path);
  if (name.endsWith(".yaml") || name.endsWith(".yml")) return readYamlEnvironment(path);
  if (name.endsWith(".txt") || name.endsWith(".in")) {
    const found = await readRequirements(path);
    return withPython(path, { ...found, notes: [...found.notes, ...noteUnpinned(found.requirements, path)] });
  }
  throw unknown(path);
}

async function readYamlEnvironment(path: string): Promise<FoundEnvironment> {
  const file = await readMapping(path);
  if ("python" in file || "build_dependencies" in file) return pythonEnvironment(file, path);
  if (Array.isArray(file["dependencies"]) && !file["dependencies"].every(isMapping))
    return condaEnvironment(file, path);
  throw unknown(path);
}

/** Version managers write the interpreter's version beside the project: https://github.com/pyenv/pyenv. */
async function withPython(path: string, { requirements, notes }: Requirements): Promise<FoundEnvironment> {
  const versionFile = join(dirname(path), ".python-version");
  const text = (await isFile(versionFile)) ? await readTextFile(versionFile) : "";
  const lines = text.split("\n").map((line) => line.trim());
  const python = lines.find((line) => /^\d+\.\d+(?:\.\d+)?$/.test(line));
  return {
    environment: {
      ...(python !== undefined && { python }),
      ...(requirements.length > 0 && { requirements: [...requirements] }),
    },
    notes,
  };
}

function unknown(path: string): InputError {
  return new InputError({
    code: "environment-unknown",
    message: `${path} is no list of packages that is known here.`,
    hint: "Name a requirements.txt, pyproject.toml, conda.yaml, environment.yaml, python_env.yaml or package.json.",
    path,
  });
}
