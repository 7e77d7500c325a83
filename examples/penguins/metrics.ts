// How good predictions are, against the right answers.
import { mostLikely } from "./classifier.ts";

export interface Prediction {
  /** The probability of each class. */
  readonly probabilities: readonly number[];
  /** The right class, counted from 0. */
  readonly label: number;
}

/** Named as they are written: these are the keys of `metrics.json`. */
export interface Metrics {
  /** The share of right answers. */
  readonly accuracy: number;
  /** The mean of -ln(probability of the right class): 0 is certain and right. */
  readonly log_loss: number;
  /** The F1 of each class, averaged with equal weight. */
  readonly macro_f1: number;
}

/**
 * Rounded to 6 decimals.
 *
 * @example evaluate([{ probabilities: [0.5, 0.5], label: 0 }]).log_loss // 0.693147
 */
export function evaluate(predictions: readonly Prediction[]): Metrics {
  const outcomes = predictions.map(({ probabilities, label }) => ({ guess: mostLikely(probabilities), label }));
  const losses = predictions.map(({ probabilities, label }) => -Math.log(Math.max(probabilities[label] ?? 0, 1e-15)));
  const classes = [...new Set(outcomes.flatMap(({ guess, label }) => [guess, label]))];
  const f1 = classes.map((name) => {
    const hits = outcomes.filter(({ guess, label }) => guess === name && label === name).length;
    const mentions = outcomes.filter(({ guess }) => guess === name).length;
    const members = outcomes.filter(({ label }) => label === name).length;
    return (2 * hits) / (mentions + members);
  });
  return {
    accuracy: rounded(mean(outcomes.map(({ guess, label }) => (guess === label ? 1 : 0)))),
    log_loss: rounded(mean(losses)),
    macro_f1: rounded(mean(f1)),
  };
}

const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
