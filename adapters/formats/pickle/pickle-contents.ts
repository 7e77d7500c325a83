import { ByteCursor } from "../bytes/byte-cursor.ts";
import { ImportedNames, type PickleImport, isExpectedImport, isModuleName } from "./pickle-imports.ts";
import { pickleOpcodes } from "./pickle-opcodes.ts";
import { scanPickle } from "./pickle-scan.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

/** In all pickles of a file together. */
const MAX_OPCODES = 1_000_000;
const MAX_PICKLES = 64;

/** How much of one compressed pickle is read after decompression, and of how many members of an archive. */
export const MAX_PICKLE_BYTES = 16 * 1024 * 1024;
export const MAX_PACKED_PICKLES = 8;

const MAX_NAMED_IMPORTS = 8;
const limits = { bytes: 8 * 1024 * 1024, steps: 2_000_000 };

/** What the pickles of one file say they would do. */
export interface PickleContents {
  readonly count: number;
  /** Of the pickles, each once, ascending. */
  readonly protocols: readonly number[];
  /** Every name that loading imports, suspicious ones first. */
  readonly imports: readonly PickleImport[];
  /** All pickles were read to their ends. Otherwise there may be more imports than listed. */
  readonly complete: boolean;
}

/** Reads all pickles of one file, which may be an archive of several. */
export class PickleReader {
  readonly #imports = new ImportedNames();
  readonly #protocols = new Set<number>();
  readonly #problems: Problems;
  readonly #isTorchscript: boolean;
  #count = 0;
  #opcodesLeft = MAX_OPCODES;
  #complete = true;

  /** `isTorchscript`: names of the program's own classes, which lie beside the pickle, are nothing unusual. */
  constructor(problems: Problems, { isTorchscript = false } = {}) {
    this.#problems = problems;
    this.#isTorchscript = isTorchscript;
  }

  /** Part of the file was not looked at, and a problem says so already. */
  leaveOut(): void {
    this.#complete = false;
  }

  /** Part of the file cannot be looked into: what it imports stays unknown. */
  giveUp(why: string): void {
    this.leaveOut();
    this.#problems.add(why);
  }

  /** Reads the pickle at `offset` and those directly behind it, as torch.save and repeated dumps write them. */
  async read(file: RandomAccessFile, offset = 0): Promise<void> {
    const cursor = new ByteCursor(file, offset, limits);
    for (let index = 0; index < MAX_PICKLES; index++) {
      // Behind the first one there may be raw data that only looks like a pickle: its names count when it ends well.
      const imports = new ImportedNames();
      const scan = await scanPickle(cursor, {
        imports,
        maxOpcodes: this.#opcodesLeft,
        arraysBetween: true,
        persistentIds: true,
      });
      this.#opcodesLeft -= scan.opcodes;
      const names = imports.list();
      const isPickle = scan.end === "stop" || scan.end === "limit";
      if (index > 0 && !isPickle && !names.some(({ module, called }) => called && isModuleName(module))) return;
      this.#imports.addAll(imports);
      this.#count++;
      this.#protocols.add(scan.protocol);
      if (scan.reason !== undefined) {
        this.giveUp(`${scan.reason} What its pickle imports behind that is not known.`);
        return;
      }
      if (!(await startsPickle(cursor))) return;
    }
    this.giveUp(`It holds more than ${MAX_PICKLES} pickles; the others were not read.`);
  }

  /** What was found in all `read`s; suspicious imports also become a problem. */
  contents(): PickleContents {
    const imports = this.#imports.list(this.#isTorchscript ? isOwnClass : isExpectedImport);
    const suspicious = imports.filter(({ expected }) => !expected);
    if (suspicious.length > 0) {
      const shown = suspicious.slice(0, MAX_NAMED_IMPORTS).map(sayImport);
      if (suspicious.length > shown.length) shown.push(`imports ${suspicious.length - shown.length} more`);
      this.#problems.add(`Loading it ${shown.join(", ")}: no ordinary model needs that.`);
    }
    return {
      count: this.#count,
      protocols: [...this.#protocols].sort((a, b) => a - b),
      imports,
      complete: this.#complete,
    };
  }
}

/** TorchScript's unpickler takes the program's own classes from the code beside the pickle, never from Python's modules. */
const isOwnClass = (module: string, name: string): boolean =>
  (/^__torch__(\.[A-Za-z0-9_]+)*$/.test(module) && /^[A-Za-z0-9_]+$/.test(name)) || isExpectedImport(module, name);

const sayImport = ({ module, name, called }: PickleImport): string =>
  `${called ? "calls" : "imports"} ${quote(`${module}.${name}`).slice(1, -1)}`;

/** Whether another pickle may start here: by its mark, or by an opcode of the protocols that have none. */
async function startsPickle(cursor: ByteCursor): Promise<boolean> {
  if (cursor.remainingBytes < 2) return false;
  await cursor.ensure(2);
  const [first, second] = [cursor.u8(), cursor.u8()];
  cursor.offset -= 2;
  return first === 0x80 ? second <= 5 : pickleOpcodes.has(first);
}
