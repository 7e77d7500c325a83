/**
 * modelyard as a library: read a registry from a folder, a commit or GitHub, resolve references, pull verified files.
 *
 * @example
 * import { openRegistry } from "modelyard";
 *
 * const registry = await openRegistry("."); // or "github:acme/models"
 * const { version, content } = await registry.resolve("churn@production");
 * console.log(version, content.metrics);
 * await registry.pull("churn@production", { output: "model" });
 */
export type { ErrorCode } from "./core/error-codes.ts";
export { InputError, ModelyardError, OutsideError } from "./core/errors.ts";
export type { RegistryReader } from "./core/registry/registry-reader.ts";
export {
  type OpenOptions,
  type OpenRegistry,
  type PullTarget,
  openRegistry,
} from "./operations/deliver/open-registry.ts";
export type { Progress, ProgressStep } from "./operations/workspace/progress.ts";
export type { Pulled } from "./operations/deliver/pull.ts";
export type { Resolved, ResolveOptions } from "./operations/deliver/resolve.ts";
export type {
  Artifact,
  Dataset,
  DatasetVersion,
  Gates,
  Model,
  ModelVersion,
  RegistrySettings,
  Signature,
  Stage,
  Status,
} from "./schemas/generated/types.ts";
