import { displayWidth, plainText } from "./plain-text.ts";
import { plainStyle, type Style } from "./style.ts";

interface TableColumn {
  readonly title: string;
  /** Numbers read best aligned at their right. */
  readonly align?: "left" | "right";
  /** Sets a row's cell off, without its padding; rows are counted from 0. */
  readonly paint?: (text: string, row: number) => string;
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
  const titles = columns.map(({ title }) => cellOf(title));
  const lines = rows.map((row) => columns.map((_, index) => cellOf(row[index] ?? "")));
  const widths = titles.map((title, index) =>
    lines.reduce((width, line) => Math.max(width, line[index]?.width ?? 0), title.width),
  );
  const write = (line: readonly Cell[], paint: (text: string, column: number) => string) =>
    line
      .map(({ text, width }, index) => {
        const space = " ".repeat((widths[index] ?? 0) - width);
        // An empty cell is not painted: spaces after the last word would stay behind its colour.
        const shown = text === "" ? "" : paint(text, index);
        return columns[index]?.align === "right" ? space + shown : shown + space;
      })
      .join(GAP)
      .trimEnd();
  const header = write(titles, (title) => title);
  const body = lines.map((line, row) => write(line, (text, index) => columns[index]?.paint?.(text, row) ?? text));
  return [style.dim(header), ...body].join("\n");
}

interface Cell {
  readonly text: string;
  /** In columns of a terminal. */
  readonly width: number;
}

function cellOf(untrusted: string): Cell {
  const text = plainText(untrusted);
  return { text, width: displayWidth(text) };
}
