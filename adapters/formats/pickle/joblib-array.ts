import type { ByteCursor } from "../bytes/byte-cursor.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { ImportedName } from "./pickle-imports.ts";
import { Instance, type PickleValue } from "./pickle-machine.ts";

/**
 * Whether the object is joblib's stand-in for an array, whose elements follow in the file behind the opcode that gives
 * it its state. https://github.com/joblib/joblib/blob/main/joblib/numpy_pickle.py
 */
export function isJoblibArray(value: PickleValue): value is Instance {
  return (
    value instanceof Instance &&
    value.callable instanceof ImportedName &&
    value.callable.module.startsWith("joblib.") &&
    value.callable.name === "NumpyArrayWrapper"
  );
}

const deepestType = 8;

/** What `numpy.dtype("f8", …)` was called with. */
function typeName(dtype: PickleValue): string | undefined {
  const name: unknown = dtype instanceof Instance && Array.isArray(dtype.args) ? dtype.args[0] : undefined;
  return typeof name === "string" ? name.replace(/^[<>|=]/, "") : undefined;
}

/** The size of one element in bytes. Text elements have 4 bytes a character. */
function elementSize(dtype: PickleValue): number | undefined {
  const [, kind, digits] = /^([biufcSUVmM])(\d+)$/.exec(typeName(dtype) ?? "") ?? [];
  return digits === undefined ? undefined : Number(digits) * (kind === "U" ? 4 : 1);
}

/** Elements are Python objects, or have such a part: a type's state is (version, order, subarray, names, fields, …). */
function holdsObjects(dtype: PickleValue, depth = 0): boolean {
  if (typeName(dtype)?.startsWith("O") === true) return true;
  if (!(dtype instanceof Instance) || !Array.isArray(dtype.state) || depth > deepestType) return false;
  const subarray: unknown = dtype.state[2];
  const fields: unknown = dtype.state[4];
  const parts: readonly unknown[] = [subarray, ...(fields instanceof Map ? fields.values() : [])];
  return parts.some((part) => Array.isArray(part) && holdsObjects(part[0] as PickleValue, depth + 1));
}

/**
 * Moves the cursor over the elements of an array. Arrays of Python objects are stored as one more pickle, which is left
 * for the caller to read.
 *
 * @throws HeaderProblem when the size is not known, because then everything behind is not known either
 */
export async function skipJoblibArray(cursor: ByteCursor, array: Instance): Promise<{ readonly holdsPickle: boolean }> {
  const state = array.state instanceof Map ? array.state : new Map<string, PickleValue>();
  const shape = state.get("shape");
  const dtype = state.get("dtype");
  if (holdsObjects(dtype)) return { holdsPickle: true };
  const size = elementSize(dtype);
  if (size === undefined || !Array.isArray(shape)) throw new HeaderProblem("It holds an array of unknown size.");
  let sizeBytes = size;
  for (const length of shape) sizeBytes *= typeof length === "number" && length >= 0 ? length : Number.NaN;
  if (typeof state.get("numpy_array_alignment_bytes") === "number") {
    await cursor.ensure(1);
    cursor.skip(cursor.u8());
  }
  cursor.skip(sizeBytes);
  return { holdsPickle: false };
}
