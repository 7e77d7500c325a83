import { type FieldError, invalid, unprocessable } from "./errors.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A JSON body, read field by field; what is missing or of another type is refused as GitHub refuses it.
 *
 *     body.text("tag_name")   // 422 missing_field when absent, 422 when not a string
 */
export class RequestBody {
  readonly fields: Fields;
  readonly #resource: string;

  constructor(value: unknown, resource: string) {
    if (value !== undefined && (value === null || typeof value !== "object" || Array.isArray(value))) {
      throw unprocessable("Invalid request.\n\nThe body is not an object.");
    }
    this.fields = (value ?? {}) as Fields;
    this.#resource = resource;
  }

  /** Refusals name this resource from here on. */
  of(resource: string): RequestBody {
    return new RequestBody(this.fields, resource);
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined;
  }

  missing(name: string): FieldError {
    return { resource: this.#resource, code: "missing_field", field: name };
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined || value === "") throw invalid(this.missing(name));
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.nullableText(name) ?? undefined;
  }

  nullableText(name: string): string | null | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null || typeof value === "string") return value;
    throw this.#wrongType(name, value, "a string");
  }

  boolean(name: string): boolean | undefined {
    const value = this.fields[name];
    if (value === undefined || typeof value === "boolean") return value;
    throw this.#wrongType(name, value, "a boolean");
  }

  number(name: string): number | undefined {
    const value = this.fields[name];
    if (value === undefined || typeof value === "number") return value;
    throw this.#wrongType(name, value, "an integer");
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.fields[name];
    if (value === undefined || Array.isArray(value)) return value;
    throw this.#wrongType(name, value, "an array");
  }

  texts(name: string): readonly string[] | undefined {
    return this.list(name)?.map((value) => {
      if (typeof value === "string") return value;
      throw this.#wrongType(name, value, "a string");
    });
  }

  /** A nested object, or undefined when absent. */
  object(name: string): RequestBody | undefined {
    const value = this.fields[name];
    return value === undefined ? undefined : new RequestBody(value, this.#resource);
  }

  objects(name: string): readonly RequestBody[] | undefined {
    return this.list(name)?.map((value) => new RequestBody(value, this.#resource));
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    throw unprocessable(`Invalid request.\n\n${value} is not a member of ${JSON.stringify(choices)}.`);
  }

  #wrongType(name: string, value: unknown, expected: string): Error {
    return unprocessable(
      `Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(value) ?? "undefined"} is not ${expected}.`,
    );
  }
}
