import * as fc from "fast-check";
import semver from "semver";
import { expect, test } from "vitest";
import { compareSemantic, parseSemantic } from "./semantic-version.ts";

const number = fc.oneof(fc.nat(3), fc.nat(), fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 53)).map(String);
const identifier = fc.oneof(
  number,
  fc.constantFrom("rc", "alpha", "-", "0a", "00", "1-", "", "é", "99999999999999999999"),
);
const separator = fc.constantFrom("-", "-", "", "+", ".", " ");
const versionLike = fc
  .tuple(
    fc.constantFrom("", "", "", "v", " "),
    number,
    number,
    number,
    fc.array(identifier, { maxLength: 3 }),
    separator,
  )
  .map(([before, major, minor, patch, rest, mark]) => `${before}${major}.${minor}.${patch}${mark}${rest.join(".")}`);
const version = versionLike.filter((text) => parseSemantic(text) !== undefined);

test("takes what semver takes as it stands, and nothing else", () => {
  fc.assert(
    fc.property(versionLike, (text) => {
      expect(parseSemantic(text) !== undefined).toBe(semver.valid(text) === text);
    }),
    { numRuns: 2000 },
  );
  expect(parseSemantic(`1.0.0-${"a".repeat(251)}`)).toBeUndefined();
});

test("orders versions as semver does", () => {
  fc.assert(
    fc.property(version, version, (one, other) => {
      const [a, b] = [parseSemantic(one), parseSemantic(other)];
      if (a === undefined || b === undefined) throw new TypeError("only versions are generated");
      expect(Math.sign(compareSemantic(a, b))).toBe(semver.compare(one, other));
    }),
    { numRuns: 2000 },
  );
});
