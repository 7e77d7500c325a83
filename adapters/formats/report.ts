import type { FormatName } from "../../core/formats/catalogue.ts";
import type { Signature } from "../../schemas/generated/types.ts";
import type { ArchiveFacts } from "./containers/archive.ts";
import type { CompressedFacts } from "./containers/compressed.ts";
import type { CoremlFacts } from "./readers/coreml.ts";
import type { GgufFacts } from "./readers/gguf.ts";
import type { Hdf5Facts } from "./readers/hdf5.ts";
import type { KerasFacts } from "./readers/keras.ts";
import type { ArraysFacts } from "./readers/npy.ts";
import type { OnnxFacts } from "./readers/onnx.ts";
import type { PickleFacts } from "./pickle/pickle-file.ts";
import type { PmmlFacts } from "./readers/pmml.ts";
import type { Problem } from "./bytes/problems.ts";
import type { SafetensorsFacts } from "./readers/safetensors.ts";
import type { SavedModelFacts } from "./readers/savedmodel.ts";
import type { SkopsFacts } from "./containers/skops.ts";
import type { TfliteFacts } from "./readers/tflite.ts";
import type { TreesFacts } from "./readers/boosted-trees.ts";

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
