// The Palmer penguins: from the CSV file to rows for training and rows that are held out.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "./failure.ts";

/** The measurements that a model may learn from: columns of the CSV file, in its order. */
export const features = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"] as const;
export type Feature = (typeof features)[number];

export interface Penguin {
  readonly species: string;
  readonly measurements: Readonly<Record<Feature, number>>;
  /** SHA-256 of the row's text, in hex: where the row belongs, whatever its place in the file. */
  readonly digest: string;
}

export interface Split {
  readonly training: readonly Penguin[];
  readonly heldOut: readonly Penguin[];
}

const heldOutShare = 0.4;

/** The measurements of a penguin as a model's input, in the order of `features`. */
export function inputOf(penguin: Penguin, features: readonly Feature[]): number[] {
  return features.map((feature) => penguin.measurements[feature]);
}

export function isFeature(name: string): name is Feature {
  return features.some((feature) => feature === name);
}

/** The species that occur, in alphabetical order. */
export function speciesOf(penguins: readonly Penguin[]): string[] {
  return [...new Set(penguins.map((penguin) => penguin.species))].sort();
}

/** Reads the penguins that lie beside this file and splits them. */
export async function loadPenguins(): Promise<Split> {
  return splitPenguins(parsePenguins(await readFile(join(import.meta.dirname, "data", "penguins.csv"), "utf8")));
}

/**
 * The penguins of a CSV text, without those that lack a measurement (`NA`).
 *
 * @example parsePenguins("species,bill_length_mm,…\nAdelie,39.1,…\n")[0].measurements.bill_length_mm // 39.1
 * @throws Failure naming the line, when a column is missing or a value is no number.
 */
export function parsePenguins(csv: string): Penguin[] {
  const [header = "", ...rows] = csv.trimEnd().split(/\r?\n/);
  const columns = header.split(",");
  for (const column of ["species", ...features]) {
    if (!columns.includes(column)) throw new Failure(`penguins.csv:1: there is no column ${column}.`);
  }
  const penguins: Penguin[] = [];
  for (const [index, row] of rows.entries()) {
    const cells = new Map(row.split(",").map((cell, column) => [columns[column], cell]));
    const read = (feature: Feature): number => measurement(cells.get(feature) ?? "", feature, index + 2);
    const measurements = {
      bill_length_mm: read("bill_length_mm"),
      bill_depth_mm: read("bill_depth_mm"),
      flipper_length_mm: read("flipper_length_mm"),
      body_mass_g: read("body_mass_g"),
    };
    if (Object.values(measurements).some(Number.isNaN)) continue;
    const digest = createHash("sha256").update(row).digest("hex");
    penguins.push({ species: cells.get("species") ?? "", measurements, digest });
  }
  return penguins;
}

function measurement(cell: string, feature: Feature, line: number): number {
  if (cell === "NA") return Number.NaN;
  if (!/^\d+(\.\d+)?$/.test(cell)) {
    throw new Failure(`penguins.csv:${line}: ${feature} is ${JSON.stringify(cell)}, neither a number nor NA.`);
  }
  return Number(cell);
}

/**
 * Holds out two fifths of each species. A row's place follows from its own text, so no setting of a training moves it
 * and every model is measured on the same rows.
 */
export function splitPenguins(penguins: readonly Penguin[]): Split {
  const shuffled = [...penguins].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  const heldOut = new Set(
    speciesOf(penguins).flatMap((species) => {
      const members = shuffled.filter((penguin) => penguin.species === species);
      return members.slice(0, Math.round(members.length * heldOutShare));
    }),
  );
  return {
    training: shuffled.filter((penguin) => !heldOut.has(penguin)),
    heldOut: shuffled.filter((penguin) => heldOut.has(penguin)),
  };
}
