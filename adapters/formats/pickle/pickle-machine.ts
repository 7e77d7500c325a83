import { HeaderProblem } from "../bytes/header-problem.ts";
import { ImportedName, type ImportedNames } from "./pickle-imports.ts";
import type { PickleOpcodeName } from "./pickle-opcodes.ts";

const MAX_TUPLE_ITEMS = 32;
const MAX_DICT_KEYS = 64;
/** Python's own pickler stops at a depth of about 1000. */
const MAX_OPEN_MARKS = 10_000;

/** What a call would have returned. Nothing is ever called. */
export class Instance {
  readonly callable: PickleValue;
  readonly args: PickleValue;
  state: PickleValue;

  constructor(callable: PickleValue, args: PickleValue) {
    this.callable = callable;
    this.args = args;
    this.state = undefined;
  }
}

/**
 * What is known of an object on the stack: texts, numbers, tuples and dictionaries with text keys (as far as they can
 * name an import or describe an array), imports and calls. undefined: some other object.
 */
export type PickleValue =
  | string
  | number
  | readonly PickleValue[]
  | Map<string, PickleValue>
  | ImportedName
  | Instance
  | undefined;

const unreadable = "(computed)";

/** Numbers that are no exact ones here are the texts of their digits. Python stores under nothing below 0. */
const isMemoKey = (key: PickleValue): key is number | string =>
  typeof key === "number" ? key >= 0 : typeof key === "string" && /^\d+$/.test(key);

/**
 * Follows a pickle's stack and memo the way Python's unpickler does, without making any object: enough to know which
 * names are imported, and which of them are called.
 */
export class PickleMachine {
  readonly #imports: ImportedNames;
  /** What was stored under 0, 1, 2, …, as picklers number their objects. */
  readonly #memo: PickleValue[] = [];
  /** What was stored under any other number. */
  readonly #sparseMemo = new Map<number | string, PickleValue>();
  #stack: PickleValue[] = [];
  readonly #marked: PickleValue[][] = [];

  constructor(imports: ImportedNames) {
    this.#imports = imports;
  }

  get top(): PickleValue {
    return this.#stack.at(-1);
  }

  set top(value: PickleValue) {
    this.#stack[this.#stack.length - 1] = value;
  }

  #pop(): PickleValue {
    if (this.#stack.length === 0) throw new HeaderProblem("Its pickle takes more from the stack than there is.");
    return this.#stack.pop();
  }

  #popMark(): readonly PickleValue[] {
    const below = this.#marked.pop();
    if (below === undefined) throw new HeaderProblem("Its pickle closes a list that it never opened.");
    const items = this.#stack;
    this.#stack = below;
    return items;
  }

  #import(module: PickleValue, name: PickleValue): ImportedName {
    const text = (value: PickleValue): string => (typeof value === "string" ? value : unreadable);
    return this.#imports.add(text(module), text(name));
  }

  #call(callable: PickleValue, args: PickleValue): void {
    if (callable instanceof ImportedName) callable.called = true;
    this.#stack.push(new Instance(callable, args));
  }

  #tuple(items: readonly PickleValue[]): void {
    this.#stack.push(items.length <= MAX_TUPLE_ITEMS ? items : undefined);
  }

  #setItems(items: readonly PickleValue[]): void {
    const target = this.#needTop();
    this.#change(target);
    if (!(target instanceof Map)) return;
    for (let at = 0; at + 1 < items.length && target.size < MAX_DICT_KEYS; at += 2) {
      const key = items[at];
      if (typeof key === "string") target.set(key, items[at + 1]);
    }
  }

  /** Adding to an imported object calls a method of it, such as that of the table of a process's environment. */
  #change(target: PickleValue): void {
    if (target instanceof ImportedName) target.called = true;
  }

  #needTop(): PickleValue {
    if (this.#stack.length === 0) throw new HeaderProblem("Its pickle takes more from the stack than there is.");
    return this.#stack.at(-1);
  }

  #recall(key: PickleValue): void {
    if (typeof key === "number" && key >= 0 && key < this.#memo.length) this.#stack.push(this.#memo[key]);
    else if (isMemoKey(key) && this.#sparseMemo.has(key)) this.#stack.push(this.#sparseMemo.get(key));
    else throw new HeaderProblem("Its pickle recalls what it never stored.");
  }

  #store(key: PickleValue): void {
    const value = this.#needTop();
    if (!isMemoKey(key)) throw new HeaderProblem("Its pickle stores under what is no number.");
    if (typeof key === "string" || key > this.#memo.length) this.#sparseMemo.set(key, value);
    else if (this.#sparseMemo.delete(key)) this.#sparseMemo.set(key, value);
    else this.#memo[key] = value;
  }

  /** Carries out one opcode. `argument` and `second` are what is written behind it, as far as it was kept. */
  step(opcode: PickleOpcodeName, argument: PickleValue, second: PickleValue): void {
    switch (opcode) {
      case "PROTO":
      case "FRAME":
      case "READONLY_BUFFER":
        return;
      case "STOP":
        this.#pop();
        return;
      case "MARK":
        if (this.#marked.length >= MAX_OPEN_MARKS) throw new HeaderProblem("Its pickle is nested too deeply.", "limit");
        this.#marked.push(this.#stack);
        this.#stack = [];
        return;
      case "POP":
        if (this.#stack.length === 0) this.#popMark();
        else this.#pop();
        return;
      case "POP_MARK":
        this.#popMark();
        return;
      case "DUP":
        this.#stack.push(this.#needTop());
        return;
      case "GLOBAL":
        this.#stack.push(this.#import(argument, second));
        return;
      case "STACK_GLOBAL": {
        const name = this.#pop();
        this.#stack.push(this.#import(this.#pop(), name));
        return;
      }
      case "EXT1":
      case "EXT2":
      case "EXT4":
        this.#stack.push(this.#import("copyreg extension", typeof argument === "number" ? `${argument}` : argument));
        return;
      case "INST": {
        const imported = this.#import(argument, second);
        this.#call(imported, this.#popMark());
        return;
      }
      case "OBJ": {
        const [callable, ...args] = this.#popMark();
        this.#call(callable, args);
        return;
      }
      case "REDUCE":
      case "NEWOBJ": {
        const args = this.#pop();
        this.#call(this.#pop(), args);
        return;
      }
      case "NEWOBJ_EX": {
        this.#pop();
        const args = this.#pop();
        this.#call(this.#pop(), args);
        return;
      }
      case "BUILD": {
        const state = this.#pop();
        const target = this.#needTop();
        if (target instanceof Instance) target.state = state;
        // The state of a class or function itself: its attributes are overwritten.
        this.#change(target);
        return;
      }
      case "GET":
      case "BINGET":
      case "LONG_BINGET":
        this.#recall(argument);
        return;
      case "PUT":
      case "BINPUT":
      case "LONG_BINPUT":
        this.#store(argument);
        return;
      case "MEMOIZE":
        this.#store(this.#memo.length + this.#sparseMemo.size);
        return;
      case "EMPTY_DICT":
        this.#stack.push(new Map());
        return;
      case "DICT": {
        const items = this.#popMark();
        this.#stack.push(new Map());
        this.#setItems(items);
        return;
      }
      case "SETITEM": {
        const value = this.#pop();
        this.#setItems([this.#pop(), value]);
        return;
      }
      case "SETITEMS":
        this.#setItems(this.#popMark());
        return;
      case "APPEND":
        this.#pop();
        this.#change(this.#needTop());
        return;
      case "APPENDS":
      case "ADDITEMS":
        this.#popMark();
        this.#change(this.#needTop());
        return;
      case "LIST":
      case "FROZENSET":
        this.#popMark();
        this.#stack.push(undefined);
        return;
      case "EMPTY_TUPLE":
        this.#tuple([]);
        return;
      case "TUPLE1":
        this.#tuple([this.#pop()]);
        return;
      case "TUPLE2":
      case "TUPLE3": {
        const last = opcode === "TUPLE3" ? [this.#pop()] : [];
        const second_ = this.#pop();
        this.#tuple([this.#pop(), second_, ...last]);
        return;
      }
      case "TUPLE":
        this.#tuple(this.#popMark());
        return;
      case "BINPERSID":
        this.#pop();
        this.#stack.push(undefined);
        return;
      case "BININT":
      case "BININT1":
      case "BININT2":
      case "INT":
      case "STRING":
      case "BINSTRING":
      case "SHORT_BINSTRING":
      case "UNICODE":
      case "BINUNICODE":
      case "SHORT_BINUNICODE":
      case "BINUNICODE8":
        this.#stack.push(argument);
        return;
      case "FLOAT":
      case "BINFLOAT":
      case "LONG":
      case "LONG1":
      case "LONG4":
      case "NONE":
      case "NEWTRUE":
      case "NEWFALSE":
      case "PERSID":
      case "BINBYTES":
      case "SHORT_BINBYTES":
      case "BINBYTES8":
      case "BYTEARRAY8":
      case "NEXT_BUFFER":
      case "EMPTY_LIST":
      case "EMPTY_SET":
        this.#stack.push(undefined);
    }
  }
}
