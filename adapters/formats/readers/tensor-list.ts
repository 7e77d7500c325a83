const MAX_LISTED = 4096;

export interface TensorFacts {
  readonly name: string;
  /** In the format's own words, such as F32, Q4_K or <f8. */
  readonly dtype: string;
  readonly shape: readonly number[];
}

export interface TensorListFacts {
  readonly tensorCount: number;
  /** The first 4096. */
  readonly tensors: readonly TensorFacts[];
  /** How many tensors there are of each element type. */
  readonly dtypes: Readonly<Record<string, number>>;
  /** The elements of all tensors; undefined when they are more than can be counted exactly. */
  readonly parameterCount: number | undefined;
}

/** The number of elements; undefined when it is not exact or a size is none. */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    count *= size;
  }
  return Number.isSafeInteger(count) ? count : undefined;
}

/** Adds up tensors without keeping more of them than a report shows. */
export class TensorList {
  #count = 0;
  #parameters: number | undefined = 0;
  readonly #listed: TensorFacts[] = [];
  readonly #dtypes = new Map<string, number>();

  add(tensor: TensorFacts): void {
    this.#count++;
    if (this.#listed.length < MAX_LISTED) this.#listed.push(tensor);
    this.#dtypes.set(tensor.dtype, (this.#dtypes.get(tensor.dtype) ?? 0) + 1);
    const elements = elementCount(tensor.shape);
    const sum = this.#parameters === undefined || elements === undefined ? undefined : this.#parameters + elements;
    this.#parameters = sum === undefined || Number.isSafeInteger(sum) ? sum : undefined;
  }

  facts(): TensorListFacts {
    return {
      tensorCount: this.#count,
      tensors: this.#listed,
      dtypes: Object.fromEntries([...this.#dtypes].sort(([, a], [, b]) => b - a)),
      parameterCount: this.#parameters,
    };
  }
}
