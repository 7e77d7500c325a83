import { displayWidth, plainText } from "./plain-text.ts";
import { plainStyle, type Style } from "./style.ts";

interface TableColumn {
  readonly title: string;
  /** Numbers read best aligned at their right. */
  readonly align?: "left" | "right";
}

interface TableOptions {
  readonly columns: readonly TableColumn[];
  /** One list of cells per row; a missing cell is empty, one too many is not shown. Cells are untrusted text. */
  readonly rows: readonly (readonly string[])[];
  readonly style?: Style;
}

const GAP = "  ";

/**
 * A table as aligned lines of plain text, the titles first, without a closing line break.
 *
 * @example
 * renderTable({ columns: [{ title: "model" }, { title: "versions", align: "right" }], rows: [["churn", "9"], ["fraud", "14"]] });
 * // model  versions
 * // churn         9
 * // fraud        14
 */
export function renderTable({ columns, rows, style = plainStyle }: TableOptions): string {
  const titles = columns.map(({ title }) => title);
  const cells = rows.map((row) => columns.map((_, index) => plainText(row[index] ?? "")));
  const widths = titles.map((title, index) =>
    cells.reduce((width, row) => Math.max(width, displayWidth(row[index] ?? "")), displayWidth(title)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? "left"))
      .join(GAP)
      .trimEnd();
  return [style.dim(line(titles)), ...cells.map(line)].join("\n");
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "right" ? space + text : text + space;
}
