import { dirname, join } from "node:path";
import { type PlainValue, readMapping, mappingOf } from "../document.ts";
import { isFile } from "../../../files/look-at.ts";
import { declaredForPoetry, declaredRequirement } from "./declared.ts";
import { readPoetryLock } from "./poetry-lock.ts";
import { noteUnpinned, type Requirements } from "./requirements.ts";
import { readUvLock } from "./uv-lock.ts";

/**
 * Reads `pyproject.toml`. Where `uv.lock` or `poetry.lock` lies beside it, that one gives every package with its version,
 * else the requirements are as they are declared. Optional and development groups are not read.
 */
export async function readPyproject(path: string): Promise<Requirements> {
  const pyproject = await readMapping(path, "toml");
  const project = mappingOf(pyproject["project"]);
  const poetry = mappingOf(mappingOf(pyproject["tool"])["poetry"]);
  const folder = dirname(path);
  const uvLock = join(folder, "uv.lock");
  if (await isFile(uvLock))
    return readUvLock(uvLock, typeof project["name"] === "string" ? project["name"] : undefined);
  const declared = strings(project["dependencies"]);
  const forPoetry = Object.entries(mappingOf(poetry["dependencies"])).flatMap(([name, value]) =>
    name === "python" ? [] : declaredForPoetry(name, value),
  );
  const poetryLock = join(folder, "poetry.lock");
  if (await isFile(poetryLock)) return readPoetryLock(poetryLock, [...declared.map(declaredRequirement), ...forPoetry]);
  const notes = noteUnpinned(declared, path);
  if (forPoetry.length > 0)
    notes.push(`${path} has dependencies in Poetry's form but no poetry.lock beside it: run poetry lock.`);
  return { requirements: declared, notes };
}

function strings(value: PlainValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
