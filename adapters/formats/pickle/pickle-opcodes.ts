/** How an opcode's argument is written behind it. */
export type PickleArgument =
  | { readonly kind: "none" }
  /** A number of `bytes` bytes, little-endian. */
  | { readonly kind: "number"; readonly bytes: 1 | 2 | 4 | 8 }
  /** As many bytes as a number of `bytes` bytes in front of them says. */
  | { readonly kind: "counted"; readonly bytes: 1 | 4 | 8 }
  /** So many texts, each up to a line feed. */
  | { readonly kind: "lines"; readonly count: 1 | 2 };

const none: PickleArgument = { kind: "none" };
const number = (bytes: 1 | 2 | 4 | 8): PickleArgument => ({ kind: "number", bytes });
const counted = (bytes: 1 | 4 | 8): PickleArgument => ({ kind: "counted", bytes });
const lines = (count: 1 | 2): PickleArgument => ({ kind: "lines", count });

/** Every opcode of protocols 0 to 5, as Python's own `pickletools.opcodes` lists them. */
const opcodes = [
  ["(", "MARK", none],
  [".", "STOP", none],
  ["0", "POP", none],
  ["1", "POP_MARK", none],
  ["2", "DUP", none],
  ["F", "FLOAT", lines(1)],
  ["I", "INT", lines(1)],
  ["J", "BININT", number(4)],
  ["K", "BININT1", number(1)],
  ["L", "LONG", lines(1)],
  ["M", "BININT2", number(2)],
  ["N", "NONE", none],
  ["P", "PERSID", lines(1)],
  ["Q", "BINPERSID", none],
  ["R", "REDUCE", none],
  ["S", "STRING", lines(1)],
  ["T", "BINSTRING", counted(4)],
  ["U", "SHORT_BINSTRING", counted(1)],
  ["V", "UNICODE", lines(1)],
  ["X", "BINUNICODE", counted(4)],
  ["a", "APPEND", none],
  ["b", "BUILD", none],
  ["c", "GLOBAL", lines(2)],
  ["d", "DICT", none],
  ["}", "EMPTY_DICT", none],
  ["e", "APPENDS", none],
  ["g", "GET", lines(1)],
  ["h", "BINGET", number(1)],
  ["i", "INST", lines(2)],
  ["j", "LONG_BINGET", number(4)],
  ["l", "LIST", none],
  ["]", "EMPTY_LIST", none],
  ["o", "OBJ", none],
  ["p", "PUT", lines(1)],
  ["q", "BINPUT", number(1)],
  ["r", "LONG_BINPUT", number(4)],
  ["s", "SETITEM", none],
  ["t", "TUPLE", none],
  [")", "EMPTY_TUPLE", none],
  ["u", "SETITEMS", none],
  ["G", "BINFLOAT", number(8)],
  ["\x80", "PROTO", number(1)],
  ["\x81", "NEWOBJ", none],
  ["\x82", "EXT1", number(1)],
  ["\x83", "EXT2", number(2)],
  ["\x84", "EXT4", number(4)],
  ["\x85", "TUPLE1", none],
  ["\x86", "TUPLE2", none],
  ["\x87", "TUPLE3", none],
  ["\x88", "NEWTRUE", none],
  ["\x89", "NEWFALSE", none],
  ["\x8a", "LONG1", counted(1)],
  ["\x8b", "LONG4", counted(4)],
  ["B", "BINBYTES", counted(4)],
  ["C", "SHORT_BINBYTES", counted(1)],
  ["\x8c", "SHORT_BINUNICODE", counted(1)],
  ["\x8d", "BINUNICODE8", counted(8)],
  ["\x8e", "BINBYTES8", counted(8)],
  ["\x8f", "EMPTY_SET", none],
  ["\x90", "ADDITEMS", none],
  ["\x91", "FROZENSET", none],
  ["\x92", "NEWOBJ_EX", none],
  ["\x93", "STACK_GLOBAL", none],
  ["\x94", "MEMOIZE", none],
  ["\x95", "FRAME", number(8)],
  ["\x96", "BYTEARRAY8", counted(8)],
  ["\x97", "NEXT_BUFFER", none],
  ["\x98", "READONLY_BUFFER", none],
] as const satisfies readonly (readonly [string, string, PickleArgument])[];

export type PickleOpcodeName = (typeof opcodes)[number][1];

/** The opcode of each byte, for the bytes that are one. */
export const pickleOpcodes: ReadonlyMap<
  number,
  { readonly name: PickleOpcodeName; readonly argument: PickleArgument }
> = new Map(opcodes.map(([char, name, argument]) => [char.charCodeAt(0), { name, argument }]));
