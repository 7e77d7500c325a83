import { dirname, resolve } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { DraftInputs } from "./draft.ts";
import { withParts } from "./read-sources.ts";
import type { Location } from "../workspace/location.ts";
import type { Environment } from "../workspace/open-location.ts";
import type { Progress } from "../workspace/progress.ts";
import { storeOpener } from "../workspace/store-context.ts";
import { type SourceOptions, sourcesOf } from "./source-options.ts";

/** What a person or a workflow asks for: the options of `modelyard draft`, the inputs of the action. */
export interface DraftRequest extends SourceOptions {
  readonly version: string | undefined;
  /** `major`, `minor` or `patch`, instead of a version. */
  readonly bump: string | undefined;
  /** For a new model: who may approve its promotions, such as `@alice`. */
  readonly owner: readonly string[];
}

/** Where and when a request is made. */
export interface DraftContext {
  /** Where the registry is. */
  readonly location: Location;
  readonly environment: Environment;
  /** Where MLflow's records are looked for. */
  readonly workingFolder: string;
  /** The folder whose git commit is recorded as the code. */
  readonly codeFolder: string;
  readonly now: Date;
  readonly progress?: Progress | undefined;
}

/**
 * Reads the sources that a request names and passes `use` everything that a draft needs. Downloaded files are deleted
 * afterwards.
 *
 * @throws InputError `usage`, and what the readers of the sources throw
 * @example await withDraftInputs("churn", request, context, (inputs) => proposeDraft(target, inputs, "draft churn"));
 */
export async function withDraftInputs<Result>(
  model: string,
  request: DraftRequest,
  { location, environment, workingFolder, codeFolder, now, progress }: DraftContext,
  use: (inputs: Omit<DraftInputs, "folder" | "dryRun">) => Promise<Result>,
): Promise<Result> {
  const inputs = {
    model,
    version: versionChoice(model, request),
    owners: request.owner,
    codeFolder: request["from-dvc"] === undefined ? codeFolder : folderOfDvc(request["from-dvc"]),
    openStore: storeOpener(location, environment),
    now: now.toISOString().replace(/\.[0-9]+Z$/, "Z"),
    progress,
  };
  const sources = sourcesOf(request, { environment, workingFolder });
  return withParts(sources, (parts) => use({ ...inputs, parts }));
}

/** The pipeline's own repository has the commit that trained, wherever one drafts. */
function folderOfDvc(path: string): string {
  const file = path.replace(/:[^:\\/]+$/, "");
  return /\.(?:dvc|ya?ml|lock)$/.test(file) ? dirname(resolve(file)) : resolve(path);
}

function versionChoice(model: string, { version, bump }: DraftRequest): DraftInputs["version"] {
  if (version !== undefined && bump === undefined) return { exactly: version };
  if (version === undefined && (bump === "major" || bump === "minor" || bump === "patch")) return { bump };
  const [name, meant] = model.split("@", 2);
  if (version === undefined && bump === undefined && meant) {
    throw new InputError({
      code: "usage",
      message: `${JSON.stringify(model)} is a version, and a draft takes the model alone`,
      hint: `Write modelyard draft ${name} --version ${meant} …`,
    });
  }
  const message =
    version === undefined && bump !== undefined
      ? `--bump takes major, minor or patch, and not ${JSON.stringify(bump)}`
      : version === undefined
        ? "Which version is it?"
        : "--version and --bump do not go together";
  throw new InputError({
    code: "usage",
    message,
    hint: "Give either --version, or --bump with major, minor or patch.",
  });
}
