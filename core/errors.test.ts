import { expect, test } from "vitest";
import { InputError, ModelyardError, OutsideError } from "./errors.ts";

test("an error carries its code, what happened, what to do and where", () => {
  const cause = new Error("boom");
  const error = new InputError({
    code: "file-invalid",
    message: "It broke.",
    hint: "Repair it.",
    path: "f.yaml",
    line: 3,
    cause,
  });
  expect(error).toBeInstanceOf(ModelyardError);
  expect(error).not.toBeInstanceOf(OutsideError);
  expect(error).toMatchObject({
    code: "file-invalid",
    message: "It broke.",
    hint: "Repair it.",
    path: "f.yaml",
    line: 3,
    cause,
  });
  expect(error.name).toBe("InputError");
});

test("what was not said is absent", () => {
  const error = new OutsideError({ code: "store-unreachable", message: "No answer.", hint: "Try again." });
  expect(error).toMatchObject({ name: "OutsideError", path: undefined, line: undefined });
  expect("cause" in error).toBe(false);
});
