import * as fc from "fast-check";
import { expect, test } from "vitest";
import { displayWidth, plainText } from "./plain-text.ts";
import { plainStyle } from "./style.ts";
import { renderTable } from "./table.ts";

test("columns line up, numbers at their right, and no line ends in spaces", () => {
  const table = renderTable({
    columns: [{ title: "model" }, { title: "versions", align: "right" }, { title: "owners" }],
    rows: [
      ["churn", "9", "@acme/growth-ml"],
      ["fraud", "14", ""],
    ],
  });
  expect(table).toMatchInlineSnapshot(`
    "model  versions  owners
    churn         9  @acme/growth-ml
    fraud        14"
  `);
});

test("only the titles are set off", () => {
  const style = { ...plainStyle, dim: (text: string) => `<${text}>` };
  expect(renderTable({ columns: [{ title: "a" }], rows: [["b"]], style })).toBe("<a>\nb");
});

const paint = (text: string, row: number): string => `<${row}:${text}>`;

test("a painted cell keeps its column, and its padding stays unpainted", () => {
  const columns = [
    { title: "a", paint },
    { title: "b", align: "right" as const, paint },
    { title: "c", paint },
  ];
  const rows = [
    ["xx", "1", ""],
    ["x", "22", "z"],
  ];
  const table = renderTable({ columns, rows });
  expect(table.split("\n").slice(1)).toEqual(["<0:xx>   <0:1>", "<1:x>   <1:22>  <1:z>"]);
});

test.each([
  ["plain", 5],
  ["模型", 4],
  ["モデル", 6],
  ["ﾓﾃﾞﾙ", 4],
  ["모델", 4],
  ["（注）", 6],
  ["école", 5],
  ["e\u0301cole", 5],
  ["👩‍👩‍👧", 2],
  ["🇨🇭", 2],
  ["❤️", 2],
  ["→ ↑ – …", 7],
  ["a\u200bb", 2],
])("%s is %d columns wide", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("wide characters push the next column by two", () => {
  const table = renderTable({
    columns: [{ title: "name" }, { title: "x" }],
    rows: [
      ["模型模型", "1"],
      ["ab", "2"],
    ],
  });
  expect(table).toBe("name      x\n模型模型  1\nab        2");
});

test("text of others neither commands the terminal nor breaks the line", () => {
  expect(plainText("a\u001b[31mb\u0007\u009bc\u007f")).toBe("a[31mbc");
  expect(plainText("one\r\n two\tthree\u2028four")).toBe("one two three four");
  expect(plainText("\u202egnp.exe\u2066\ufeff\ud800")).toBe("gnp.exe");
  expect(plainText("naïve 模型 👩‍👩‍👧 →")).toBe("naïve 模型 👩‍👩‍👧 →");
});

test("whatever the cells hold, each row is one line and holds no control character", () => {
  const cell = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constant("a\n\u001b]0;b"));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 4 })), (rows) => {
      const lines = renderTable({ columns: [{ title: "a" }, { title: "b", align: "right" }], rows }).split("\n");
      expect(lines).toHaveLength(rows.length + 1);
      for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u);
    }),
  );
});
