import { dirname, join } from "node:path";
import type { Environment } from "../../../../schemas/generated/types.ts";
import { mappingsOf, type PlainMapping, type PlainValue } from "../document.ts";
import { listing } from "../../../../core/text/listing.ts";
import { noteUnpinned, parseRequirements, readRequirements, type Requirements } from "./requirements.ts";

/** An environment as far as one file tells it. */
export interface FoundEnvironment {
  readonly environment: Environment;
  readonly notes: readonly string[];
}

interface CondaPackage {
  readonly name: string;
  readonly version: string | undefined;
  readonly requirement: string;
}

/**
 * Reads conda's `environment.yaml`, or MLflow's `conda.yaml`: Python's version, conda's packages and pip's.
 * Conda's packages are written as pip would name them, and a note says which ones.
 *
 * @see https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
 */
export async function condaEnvironment(file: PlainMapping, path: string): Promise<FoundEnvironment> {
  const dependencies = Array.isArray(file["dependencies"]) ? file["dependencies"] : [];
  const specs = dependencies.filter((each) => typeof each === "string").map(parseSpec);
  const python = specs.find(({ name }) => name === "python")?.version;
  const packages = specs.filter(({ name }) => name !== "python" && name !== "pip");
  const conda = packages.map(({ requirement }) => requirement);
  const pip = await pipLines(
    mappingsOf(dependencies).flatMap((each) => strings(each["pip"])),
    path,
  );
  const notes = [...pip.notes, ...noteUnpinned([...conda, ...pip.requirements], path)];
  if (conda.length > 0)
    notes.push(
      `Installed by conda, named as pip would: ${listing(
        packages.map(({ name }) => name),
        ",",
      )}.`,
    );
  const requirements = [...conda, ...pip.requirements];
  return {
    environment: { ...(python !== undefined && { python }), ...(requirements.length > 0 && { requirements }) },
    notes,
  };
}

/** Reads MLflow's `python_env.yaml`: `{python, build_dependencies, dependencies}`. Source: mlflow/utils/environment.py. */
export async function pythonEnvironment(file: PlainMapping, path: string): Promise<FoundEnvironment> {
  const python =
    typeof file["python"] === "string" || typeof file["python"] === "number" ? String(file["python"]) : undefined;
  const { requirements, notes } = await pipLines(strings(file["dependencies"]), path);
  return {
    environment: {
      ...(python !== undefined && { python }),
      ...(requirements.length > 0 && { requirements: [...requirements] }),
    },
    notes: [...notes, ...noteUnpinned(requirements, path)],
  };
}

async function pipLines(lines: readonly string[], path: string): Promise<Requirements> {
  const { includes, requirements, notes } = parseRequirements(lines.join("\n"), path);
  const included: Requirements[] = [];
  for (const name of includes) included.push(await readRequirements(join(dirname(path), name), dirname(path)));
  return {
    requirements: [...new Set([...included.flatMap((each) => each.requirements), ...requirements])],
    notes: [...included.flatMap((each) => each.notes), ...notes],
  };
}

/**
 * `conda-forge::numpy=1.26.4=py311_0`, `numpy==1.26.4`, `numpy>=1.2`, `numpy 1.26.*`. One equals sign means "starts
 * with", which a whole version of three parts makes exact.
 */
function parseSpec(spec: string): CondaPackage {
  const { name = "", rest = "" } = /^(?:[^:\s]+::)?(?<name>[\w.-]+)\s*(?<rest>.*)$/s.exec(spec.trim())?.groups ?? {};
  const { sign, version } = /^(?<sign>==?)?\s*(?<version>\d[\w.!+*-]*)(?:[=\s].*)?$/.exec(rest)?.groups ?? {};
  if (version === undefined) return { name, version, requirement: name + rest.replaceAll(/\s+/g, "") };
  const isWhole = sign === "==" || version.includes("*") || version.split(".").length >= 3;
  return { name, version, requirement: `${name}==${version}${isWhole ? "" : ".*"}` };
}

function strings(value: PlainValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
