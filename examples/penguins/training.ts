// From penguins and settings to a model and how good it is: what train.ts writes down and predict.ts shows.
import { predict, train } from "./classifier.ts";
import { type Feature, type Penguin, type Split, inputOf, speciesOf } from "./dataset.ts";
import { type Metrics, type Prediction, evaluate } from "./metrics.ts";
import type { PenguinModel } from "./model-file.ts";

/** Named as they are written: these are the keys of `params.json`. */
export interface Parameters {
  readonly features: readonly Feature[];
  readonly hidden: number;
  readonly epochs: number;
  readonly learning_rate: number;
  readonly seed: number;
}

export interface TrainedModel {
  readonly model: PenguinModel;
  /** On the held-out rows, which the model has not seen. */
  readonly metrics: Metrics;
}

/** Trains on the training rows and measures on the held-out rows; equal arguments give an equal model. */
export function trainPenguins(
  { training, heldOut }: Split,
  { features, hidden, epochs, learning_rate: learningRate, seed }: Parameters,
  onEpoch: (epoch: number, loss: number) => void = () => {},
): TrainedModel {
  const labels = speciesOf(training);
  const examples = training.map((penguin) => ({
    input: inputOf(penguin, features),
    label: labels.indexOf(penguin.species),
  }));
  const classifier = train(examples, { classes: labels.length, hidden, epochs, learningRate, seed, onEpoch });
  const model = { features, labels, classifier };
  return { model, metrics: evaluate(predictPenguins(model, heldOut)) };
}

/** What the model says about each penguin, beside the right answer. */
export function predictPenguins(
  model: PenguinModel,
  penguins: readonly Penguin[],
): (Prediction & { readonly penguin: Penguin })[] {
  return penguins.map((penguin) => ({
    penguin,
    probabilities: predict(model.classifier, inputOf(penguin, model.features)),
    label: model.labels.indexOf(penguin.species),
  }));
}

/** What goes into a model and what comes out, as `modelyard` describes it (`Signature` in `schemas/common-1.json`). */
export function signatureOf({ features }: Pick<PenguinModel, "features">): object {
  return {
    inputs: features.map((name) => ({ name, type: "double" })),
    outputs: [
      { name: "species", type: "string" },
      { name: "probability", type: "double" },
    ],
  };
}
