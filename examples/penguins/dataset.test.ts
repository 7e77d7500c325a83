import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Penguin, loadPenguins, parsePenguins, speciesOf, splitPenguins } from "./dataset.ts";

const header = "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year";
const readCsv = (): Promise<string> => readFile(join(import.meta.dirname, "data", "penguins.csv"), "utf8");
const count = (rows: readonly Penguin[], species: string): number =>
  rows.filter((row) => row.species === species).length;

describe("parsePenguins", () => {
  test("reads the measurements of a row, by the names of the columns", () => {
    const [penguin] = parsePenguins(
      "year,body_mass_g,species,flipper_length_mm,bill_depth_mm,bill_length_mm\n2007,3750,Adelie,181,18.7,39.1\n",
    );
    expect(penguin).toMatchObject({
      species: "Adelie",
      measurements: { bill_length_mm: 39.1, bill_depth_mm: 18.7, flipper_length_mm: 181, body_mass_g: 3750 },
    });
  });

  test("drops the two rows of the file that lack measurements, keeps those that only lack the sex", async () => {
    const csv = await readCsv();
    expect(csv.trimEnd().split("\n")).toHaveLength(1 + 344);
    expect(parsePenguins(csv)).toHaveLength(342);
    expect(parsePenguins(`${header}\nAdelie,Dream,37.5,18.9,NA,2975,NA,2007\n`)).toEqual([]);
  });

  test.for([
    [
      "a column is missing",
      "species,bill_length_mm\nAdelie,39.1\n",
      "penguins.csv:1: there is no column bill_depth_mm.",
    ],
    [
      "a value is no number",
      `${header}\nAdelie,Dream,37.5,18.9,179,2975,NA,2007\nAdelie,Dream,37.5,18.9,tall,2975,NA,2007\n`,
      'penguins.csv:3: flipper_length_mm is "tall", neither a number nor NA.',
    ],
    [
      "a row is cut off",
      `${header}\nAdelie,Dream,37.5\n`,
      'penguins.csv:2: bill_depth_mm is "", neither a number nor NA.',
    ],
  ] as const)("refuses a text where %s", ([, csv, message]) => {
    expect(() => parsePenguins(csv)).toThrow(message);
  });
});

describe("splitPenguins", () => {
  test("puts each row on one side only, and no row's text on both", async () => {
    const { training, heldOut } = await loadPenguins();
    expect([training.length, heldOut.length]).toEqual([206, 136]);
    const digests = [...training, ...heldOut].map((penguin) => penguin.digest);
    expect(new Set(digests).size).toBe(342);
  });

  test("holds out two fifths of every species", async () => {
    const { training, heldOut } = await loadPenguins();
    const counts = speciesOf(training).map((name) => [name, count(training, name), count(heldOut, name)]);
    expect(counts).toEqual([
      ["Adelie", 91, 60],
      ["Chinstrap", 41, 27],
      ["Gentoo", 74, 49],
    ]);
  });

  test("does not depend on the order of the rows", async () => {
    const penguins = parsePenguins(await readCsv());
    expect(splitPenguins(penguins.toReversed())).toEqual(splitPenguins(penguins));
  });
});
