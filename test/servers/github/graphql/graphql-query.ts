/** The fields that a query asks for, nested as it nests them. */
export interface Selection {
  readonly [field: string]: Selection;
}

interface Parsed {
  /** The variable that holds the mutation's input. */
  readonly inputVariable: string;
  readonly selection: Selection;
}

/**
 * Reads the one form of mutation that clients send: named or not, its input in a variable.
 *
 *     mutation ($input: CreateCommitOnBranchInput!) {
 *       createCommitOnBranch(input: $input) { commit { oid url } }
 *     }
 *
 * Null for anything else.
 */
export function parseMutation(query: string, name: string): Parsed | null {
  const plain = query.replaceAll(/#.*$/gm, "");
  const call = new RegExp(`^\\s*mutation\\b[^{]*\\{\\s*${name}\\s*\\(\\s*input\\s*:\\s*\\$(\\w+)\\s*\\)\\s*`).exec(
    plain,
  );
  if (call === null) return null;
  const tokens = plain.slice(call[0].length).match(/\w+|[{}]|[^\s,]/g) ?? [];
  const selection = readSelection(tokens);
  // What is left is the end of the operation.
  return selection === null || tokens.join("") !== "}" ? null : { inputVariable: call[1] ?? "", selection };
}

/** Takes one `{ … }` from the front of the tokens. */
function readSelection(tokens: string[]): Selection | null {
  if (tokens.shift() !== "{") return null;
  const fields: Record<string, Selection> = {};
  for (let token = tokens.shift(); token !== "}"; token = tokens.shift()) {
    if (token === undefined || !/^\w+$/.test(token)) return null;
    const nested = tokens[0] === "{" ? readSelection(tokens) : {};
    if (nested === null) return null;
    fields[token] = nested;
  }
  return fields;
}

/** The part of a value that was asked for. Throws for a field that the value does not have. */
export function select(value: unknown, selection: Selection, type: string): unknown {
  if (value === null || typeof value !== "object") return value;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(selection).map(([name, nested]) => {
      if (!(name in fields)) throw new UnknownField(`Field '${name}' doesn't exist on type '${type}'`);
      return [name, select(fields[name], nested, name)];
    }),
  );
}

/** The query asks for what is not there; GraphQL refuses it as a whole. */
export class UnknownField extends Error {}
