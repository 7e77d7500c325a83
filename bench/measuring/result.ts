/** One line of the table. */
export interface Measurement {
  readonly job: string;
  readonly measured: Quantity;
  /** What it is compared with, measured in the same run. */
  readonly baseline?: Quantity & { readonly what: string };
  /** Undefined: told for its own sake. */
  readonly target?: Target;
}

export interface Quantity {
  readonly value: number;
  readonly unit: "ms" | "MB";
  /** How many bytes were moved in that time, for a speed beside it. */
  readonly movedMib?: number;
}

export type Target =
  /** The measured time may be so many times the baseline's. */
  | { readonly kind: "at-most-times"; readonly times: number }
  /** The baseline's time must be so many times the measured one: how much faster. */
  | { readonly kind: "times-as-fast"; readonly times: number }
  | { readonly kind: "at-most"; readonly value: number };

/** Why something was not measured. */
export interface Skipped {
  readonly job: string;
  readonly skipped: string;
}

export type Line = Measurement | Skipped;

/** How the measured time relates to the baseline's, as the target counts it; undefined without a baseline. */
export function ratioOf({ measured, baseline, target }: Measurement): number | undefined {
  if (baseline === undefined) return undefined;
  return target?.kind === "times-as-fast" ? baseline.value / measured.value : measured.value / baseline.value;
}

/** Whether the target was met; undefined without a target. */
export function isMet(measurement: Measurement): boolean | undefined {
  const { target, measured } = measurement;
  if (target === undefined) return undefined;
  const ratio = ratioOf(measurement) ?? Number.NaN;
  switch (target.kind) {
    case "at-most-times":
      return ratio <= target.times;
    case "times-as-fast":
      return ratio >= target.times;
    case "at-most":
      return measured.value <= target.value;
  }
}
