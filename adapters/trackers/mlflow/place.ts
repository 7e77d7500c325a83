/** Where a path lies in a folder that MLflow keeps runs in. */
export interface StorePlace {
  /** Usually `mlruns`. */
  readonly root: string;
  readonly reference:
    | { readonly type: "run"; readonly id: string }
    | { readonly type: "logged-model"; readonly id: string };
}

/**
 * Reads the run or logged model out of a path, whose folders MLflow names by their ids.
 *
 * @example
 * placeInStore("/home/alice/mlruns/1/models/m-4f8d…/artifacts");
 * // { root: "/home/alice/mlruns", reference: { type: "logged-model", id: "m-4f8d…" } }
 */
export function placeInStore(path: string): StorePlace | undefined {
  const pattern =
    /^(?<root>.+?)[/\\][^/\\]+[/\\](?:models[/\\](?<model>m-[0-9a-f]{32})|(?<run>[0-9a-f]{32}))(?:[/\\].*)?$/;
  const { root, model, run } = pattern.exec(path)?.groups ?? {};
  if (root === undefined) return undefined;
  if (model !== undefined) return { root, reference: { type: "logged-model", id: model } };
  return run === undefined ? undefined : { root, reference: { type: "run", id: run } };
}
