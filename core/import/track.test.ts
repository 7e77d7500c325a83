import { describe, expect, test } from "vitest";
import type { ForeignEvent } from "./foreign.ts";
import { settle } from "./track.ts";

const at = (day: number, value: string | null | undefined) => {
  const event: ForeignEvent = { name: `e${day}`, time: `2024-01-0${day}T00:00:00Z`, by: { name: "x" }, changes: [] };
  return { event, value };
};

const since = (day: number, value: string | null) => ({ value, since: `2024-01-0${day}T00:00:00Z` });

const written = (settled: ReturnType<typeof settle<string>>) =>
  settled.edits.map(({ event, value }) => `${event.name} ${value}`);

describe("a pointer that is not here", () => {
  test("gets the whole history, without what changes nothing", () => {
    const settled = settle([at(1, null), at(2, "1"), at(3, "1"), at(4, "2"), at(5, null)], undefined);
    expect(written(settled)).toEqual(["e2 1", "e4 2", "e5 null"]);
    expect(settled).toMatchObject({ final: null, outcome: "taken" });
  });

  test("is empty while something held it that was not taken over", () => {
    expect(written(settle([at(1, "1"), at(2, undefined), at(3, "3")], undefined))).toEqual(["e1 1", "e2 null", "e3 3"]);
  });

  test("is not written where that is so in the end", () => {
    expect(settle([at(1, "1"), at(2, undefined)], undefined)).toEqual({ edits: [], final: null, outcome: "missing" });
  });
});

describe("a pointer that is here", () => {
  test("takes what is later", () => {
    const settled = settle([at(1, "1"), at(2, "2"), at(5, "3")], since(3, "2"));
    expect(written(settled)).toEqual(["e5 3"]);
    expect(settled.outcome).toBe("taken");
  });

  test("stays where it was changed later, and says so only if it differs", () => {
    expect(settle([at(1, "1"), at(2, "2")], since(3, "1"))).toEqual({ edits: [], final: "1", outcome: "kept" });
    expect(settle([at(1, "1"), at(2, "2")], since(3, "2"))).toEqual({ edits: [], final: "2", outcome: "taken" });
    expect(settle([at(2, "2")], since(2, "1")).outcome).toBe("kept");
  });

  test("stays where it is not committed", () => {
    expect(settle([at(1, "2")], { value: "1", since: undefined })).toEqual({ edits: [], final: "1", outcome: "kept" });
  });
});
