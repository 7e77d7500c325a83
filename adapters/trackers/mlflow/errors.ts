import { InputError, OutsideError } from "../../../core/errors.ts";

/** MLflow has no such thing. */
export function notFound(what: string, store: string): InputError {
  return new InputError({
    code: "mlflow-not-found",
    message: `There is no ${what} in ${store}.`,
    hint: "Check the name, or name another store with --tracking-uri.",
  });
}

/** For records that may have been cleaned away since something named them. */
export function ifMissing(error: unknown): undefined {
  if (error instanceof InputError && error.code === "mlflow-not-found") return undefined;
  throw error;
}

/** The files rest where only the tracking server, or nobody from here, can get at them. */
export function artifactsElsewhere(uri: string, store: string): OutsideError {
  return new OutsideError({
    code: "mlflow-artifacts-elsewhere",
    message: `${store} says that the files are at ${uri}, which cannot be read from here.`,
    hint: "Ask the tracking server with --tracking-uri http…, or download them (mlflow artifacts download) and name that folder.",
  });
}
