import type { FormatName } from "../../core/registry/formats.ts";
import type { Signature } from "../../schemas/generated/types.ts";
import type { ArchiveFacts } from "./archive.ts";
import type { CompressedFacts } from "./compressed.ts";
import type { CoremlFacts } from "./coreml.ts";
import type { GgufFacts } from "./gguf.ts";
import type { Hdf5Facts } from "./hdf5.ts";
import type { KerasFacts } from "./keras.ts";
import type { ArraysFacts } from "./npy.ts";
import type { OnnxFacts } from "./onnx.ts";
import type { PickleFacts } from "./pickle-file.ts";
import type { PmmlFacts } from "./pmml.ts";
import type { Problem } from "./problems.ts";
import type { SafetensorsFacts } from "./safetensors.ts";
import type { SavedModelFacts } from "./savedmodel.ts";
import type { SkopsFacts } from "./skops.ts";
import type { TfliteFacts } from "./tflite.ts";
import type { TreesFacts } from "./trees.ts";

/** What a file's header says, by the kind of facts that its format has. `none`: nothing beyond the format's name. */
export type ModelFileFacts =
  | SafetensorsFacts
  | OnnxFacts
  | GgufFacts
  | ArraysFacts
  | PickleFacts
  | KerasFacts
  | SkopsFacts
  | Hdf5Facts
  | SavedModelFacts
  | TfliteFacts
  | CoremlFacts
  | PmmlFacts
  | TreesFacts
  | ArchiveFacts
  | CompressedFacts
  | { readonly kind: "none" };

export interface ModelFileReport {
  readonly format: FormatName;
  readonly facts: ModelFileFacts;
  /** What goes in and out, where the format says it. */
  readonly signature?: Signature;
  /** What a person should know before the file is trusted: what is broken, hidden or suspicious. */
  readonly problems: readonly Problem[];
}
