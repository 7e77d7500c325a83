import { InputError } from "../core/errors.ts";

/** Gives an input without the spaces around it; empty where it is not given. */
export type ReadInput = (name: string) => string;

/**
 * An input that is yes or no, as YAML 1.2 writes it.
 *
 * @throws InputError `input-invalid`
 */
export function flagInput(read: ReadInput, name: string): boolean {
  const value = read(name);
  if (/^true$/i.test(value)) return true;
  if (/^false$/i.test(value)) return false;
  throw new InputError({
    code: "input-invalid",
    message: `The input ${name} is ${JSON.stringify(value)}`,
    hint: "Set it to true or false.",
  });
}

/** An optional input. */
export function optionalInput(read: ReadInput, name: string): string | undefined {
  return read(name) || undefined;
}

/**
 * An input that must be given.
 *
 * @param example what could stand in it
 * @throws InputError `input-missing`
 */
export function requiredInput(read: ReadInput, name: string, example: string): string {
  const value = read(name);
  if (value !== "") return value;
  throw new InputError({
    code: "input-missing",
    message: `The input ${name} is empty`,
    hint: `Set it to ${example}.`,
  });
}

/** An input with one thing on each line. */
export function listInput(read: ReadInput, name: string): readonly string[] {
  return read(name)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
