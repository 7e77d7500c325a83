import { extname } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { expectNoConflict, type PlainMapping, type PlainValue } from "./document.ts";
import { readTextFile } from "./text-file.ts";

/** Whether the file is a table of comma- or tab-separated values, going by its name. */
export function isTable(path: string): boolean {
  return [".csv", ".tsv"].includes(extname(path).toLowerCase());
}

/**
 * Reads the last row of a table with a header, as training loops log them: one row per step or epoch.
 * Where the last row has an empty cell, the last value above it counts, and a note says so: some loggers write the
 * columns of training and validation in turns.
 *
 * @throws InputError when there is no row, or a row has more cells than the header.
 */
export async function readLastRow(path: string): Promise<{ row: PlainMapping; notes: string[] }> {
  const delimiter = extname(path).toLowerCase() === ".tsv" ? "\t" : ",";
  const text = await readTextFile(path);
  expectNoConflict(text, path);
  const rows = parseTable(text, { delimiter, path });
  const [header, ...body] = rows;
  const last = body.at(-1);
  if (!header || !last) {
    const message = `${path} has no row below its header.`;
    throw new InputError({ code: "table-empty", message, hint: "Name a table with at least one row.", path });
  }
  const row: [string, PlainValue][] = [];
  const older: string[] = [];
  for (const [column, name] of header.cells.entries()) {
    const source = body.findLast(({ cells }) => (cells[column] ?? "") !== "");
    if (!source) continue;
    if (source !== last) older.push(`${name} (line ${source.line})`);
    row.push([name, cellValue(source.cells[column] ?? "")]);
  }
  const notes =
    older.length === 0 ? [] : [`The last row of ${path} is empty in, so taken from above: ${older.join(", ")}.`];
  return { row: Object.fromEntries(row), notes };
}

function cellValue(cell: string): PlainValue {
  const isNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(cell);
  const isInteger = /^[+-]?\d+$/.test(cell);
  const number = Number(cell);
  if (isNumber && (isInteger ? Number.isSafeInteger(number) : Number.isFinite(number))) return number;
  if (/^true$/i.test(cell)) return true;
  if (/^false$/i.test(cell)) return false;
  return cell;
}

interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** RFC 4180: cells may be in double quotes, which are doubled inside; lines end in LF or CRLF. Empty lines are skipped. */
function parseTable(text: string, { delimiter, path }: { delimiter: string; path: string }): TableRow[] {
  const rows: TableRow[] = [];
  const cell = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|([^"\\r\\n${delimiter}][^\\r\\n${delimiter}]*)?)(${delimiter}|\\r?\\n|$)`,
    "y",
  );
  let cells: string[] = [];
  let line = 1;
  let rowLine = 1;
  while (cell.lastIndex < text.length || cells.length > 0) {
    const match = cell.exec(text);
    if (!match) throw tableError(path, line, "a quotation mark is not closed, or stands inside a cell");
    const [whole, quoted, bare, end] = match;
    cells.push(quoted === undefined ? (bare ?? "").trim() : quoted.replaceAll('""', '"'));
    line += whole.split("\n").length - 1;
    if (end === delimiter) continue;
    if (cells.length > 1 || cells[0] !== "") rows.push({ line: rowLine, cells });
    const [header] = rows;
    if (header && cells.length > header.cells.length) {
      throw tableError(path, rowLine, `${cells.length} cells under a header of ${header.cells.length}`);
    }
    cells = [];
    rowLine = line;
  }
  return rows;
}

function tableError(path: string, line: number, what: string): InputError {
  const message = `${path} is not a valid table: ${what} (line ${line}).`;
  return new InputError({ code: "file-invalid", message, hint: "Repair the file, or write it again.", path, line });
}
