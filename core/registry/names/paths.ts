import { REGISTRY_FOLDER } from "../../tree/tree.ts";

/** What a registry file is, read from its path alone: path is identity. */
export type Identity =
  | { readonly kind: "registry" }
  | { readonly kind: "model"; readonly model: string }
  | { readonly kind: "model-version"; readonly model: string; readonly version: string }
  | { readonly kind: "stage"; readonly model: string; readonly stage: string }
  | { readonly kind: "status"; readonly model: string; readonly version: string }
  | { readonly kind: "dataset"; readonly dataset: string }
  | { readonly kind: "dataset-version"; readonly dataset: string; readonly version: string };

export type Kind = Identity["kind"];

/** Every kind of registry file. */
export const KINDS: readonly Kind[] = [
  "registry",
  "model",
  "model-version",
  "stage",
  "status",
  "dataset",
  "dataset-version",
];

/**
 * The path of the file that holds what `identity` names, relative to the registry's root.
 *
 * @example pathOf({ kind: "stage", model: "churn", stage: "production" })
 * // "registry/models/churn/stages/production.yaml"
 */
export function pathOf(identity: Identity): string {
  switch (identity.kind) {
    case "registry":
      return `${REGISTRY_FOLDER}/registry.yaml`;
    case "model":
      return `${modelFolder(identity.model)}/model.yaml`;
    case "model-version":
      return `${modelFolder(identity.model)}/versions/${identity.version}.yaml`;
    case "stage":
      return `${modelFolder(identity.model)}/stages/${identity.stage}.yaml`;
    case "status":
      return `${modelFolder(identity.model)}/status/${identity.version}.yaml`;
    case "dataset":
      return `${datasetFolder(identity.dataset)}/dataset.yaml`;
    case "dataset-version":
      return `${datasetFolder(identity.dataset)}/versions/${identity.version}.yaml`;
  }
}

/** The folder of a model, without a closing slash. */
export function modelFolder(model: string): string {
  return `${REGISTRY_FOLDER}/models/${model}`;
}

/** The folder of a dataset, without a closing slash. */
export function datasetFolder(dataset: string): string {
  return `${REGISTRY_FOLDER}/datasets/${dataset}`;
}

/**
 * What the file at `path` is, or undefined where the layout has no such place. Names are taken as they stand;
 * whether they are good names is a rule's question.
 *
 * @example identify("registry/models/churn/model.yaml") // { kind: "model", model: "churn" }
 */
export function identify(path: string): Identity | undefined {
  const [root, group, owner, folder, file, ...deeper] = path.split("/");
  if (root !== REGISTRY_FOLDER || deeper.length > 0) return undefined;
  if (group === "registry.yaml" && owner === undefined) return { kind: "registry" };
  if (owner === undefined || owner === "" || folder === undefined) return undefined;
  if (group === "models") return identifyModelFile(owner, folder, file);
  if (group === "datasets") {
    if (folder === "dataset.yaml" && file === undefined) return { kind: "dataset", dataset: owner };
    const version = stem(file);
    if (folder === "versions" && version) return { kind: "dataset-version", dataset: owner, version };
  }
  return undefined;
}

function identifyModelFile(model: string, folder: string, file: string | undefined): Identity | undefined {
  if (folder === "model.yaml" && file === undefined) return { kind: "model", model };
  const name = stem(file);
  if (!name) return undefined;
  if (folder === "versions") return { kind: "model-version", model, version: name };
  if (folder === "stages") return { kind: "stage", model, stage: name };
  if (folder === "status") return { kind: "status", model, version: name };
  return undefined;
}

function stem(file: string | undefined): string | undefined {
  return file?.endsWith(".yaml") ? file.slice(0, -".yaml".length) : undefined;
}

/** Whether `path` is prose that the layout allows beside the registry's own files: a model's or dataset's README.md. */
export function isProse(path: string): boolean {
  return /^registry\/(?:README\.md|(?:models|datasets)\/[^/]+\/README\.md)$/.test(path);
}

/** The names that a file repeats from its path, by their keys in the file. */
export function namesInside(identity: Identity): Readonly<Record<string, string>> {
  switch (identity.kind) {
    case "registry":
      return {};
    case "model":
      return { name: identity.model };
    case "model-version":
    case "status":
      return { model: identity.model, version: identity.version };
    case "stage":
      return { model: identity.model, stage: identity.stage };
    case "dataset":
      return { name: identity.dataset };
    case "dataset-version":
      return { dataset: identity.dataset, version: identity.version };
  }
}
