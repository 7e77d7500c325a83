import { HeaderProblem } from "../bytes/header-problem.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { WireMessage } from "../bytes/protobuf.ts";

const MAX_LISTED = 64;
const MAX_NAMED = 8;
const MAX_DEPTH = 32;
const MAX_PATH_BYTES = 4096;

type Walk = (message: WireMessage, depth: number) => Promise<void>;

/** Fields of a Model that hold networks of layers, pipelines of models, or a program. */
const networks: ReadonlySet<number> = new Set([303, 403, 500]);
const wrappedPipelines: ReadonlySet<number> = new Set([200, 201]);
const pipeline = 202;
const program = 502;
const customModel = 555;
const linkedModel = 556;
/** Of a layer: one that a class of the app computes, and those that hold networks of their own. */
const customLayer = 500;
const branchLayer = 605;
const loopLayer = 615;

/**
 * What a Core ML model needs beyond the runtime, wherever it says so: classes of the app that loads it, in layers, in
 * branches and loops of layers, and in models of a pipeline; and files with weights.
 * https://github.com/apple/coremltools/tree/main/mlmodel/format
 */
export class CoremlParts {
  readonly #classes = new Set<string>();
  readonly #outsideFiles = new Set<string>();
  #hasCustomModel = false;
  #hasLinkedModel = false;

  async modelField(number: number, inner: WireMessage, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) throw new HeaderProblem("Its models are nested too deeply.");
    if (number === customModel) this.#hasCustomModel = true;
    else if (number === linkedModel) this.#hasLinkedModel = true;
    else if (networks.has(number)) await this.#network(inner, depth);
    else if (number === pipeline) await this.#pipeline(inner, depth);
    else if (wrappedPipelines.has(number)) await each(inner, { 1: (part) => this.#pipeline(part, depth) });
    else if (number === program) await this.#program(inner, depth);
  }

  #pipeline: Walk = (message, depth) =>
    each(message, {
      1: async (model) => {
        for (let field = await model.next(); field !== undefined; field = await model.next()) {
          if (field.wireType === 2 && field.number !== 2)
            await this.modelField(field.number, model.inside(field), depth + 1);
        }
      },
    });

  #network: Walk = async (network, depth) => {
    if (depth > MAX_DEPTH) throw new HeaderProblem("Its layers are nested too deeply.");
    const inner = (message: WireMessage): Promise<void> => this.#network(message, depth + 1);
    await each(network, {
      1: (layer) =>
        each(layer, {
          [customLayer]: (custom) => this.#customLayer(custom),
          [branchLayer]: (branch) => each(branch, { 1: inner, 2: inner }),
          [loopLayer]: (loop) => each(loop, { 2: inner, 3: inner }),
        }),
    });
  };

  async #customLayer(custom: WireMessage): Promise<void> {
    let name = "";
    for (let field = await custom.next(); field !== undefined; field = await custom.next()) {
      if (field.number === 10 && field.wireType === 2) name = await custom.text(field);
    }
    if (this.#classes.size < MAX_LISTED) this.#classes.add(name);
  }

  /** Program {2: functions by name {3: blocks by name}}. */
  #program: Walk = (message, depth) =>
    each(message, {
      2: (entry) =>
        each(entry, {
          2: (fn) => each(fn, { 3: (blocks) => each(blocks, { 2: (block) => this.#block(block, depth) }) }),
        }),
      4: (attribute) => this.#valueEntry(attribute),
    });

  /** Block {3: operations {2: arguments, 4: blocks, 5: attributes}, 4: attributes}. */
  #block: Walk = async (block, depth) => {
    if (depth > MAX_DEPTH) throw new HeaderProblem("Its blocks are nested too deeply.");
    const entry = (message: WireMessage): Promise<void> => this.#valueEntry(message);
    await each(block, {
      3: (operation) =>
        each(operation, {
          // An argument is bound to names, or to values {2: value}.
          2: (argument) => each(argument, { 2: (list) => each(list, { 1: (binding) => this.#binding(binding) }) }),
          4: (inner) => this.#block(inner, depth + 1),
          5: entry,
        }),
      4: entry,
    });
  };

  #binding(binding: WireMessage): Promise<void> {
    return each(binding, { 2: (value) => this.#value(value) });
  }

  /** An entry of a map {1: name, 2: value}. */
  #valueEntry(entry: WireMessage): Promise<void> {
    return each(entry, { 2: (value) => this.#value(value) });
  }

  /** Value {5: a place in a file {1: the file}}. */
  #value(value: WireMessage): Promise<void> {
    return each(value, {
      5: async (blob) => {
        let path = "";
        for (let field = await blob.next(); field !== undefined; field = await blob.next()) {
          if (field.number !== 1 || field.wireType !== 2) continue;
          if (field.end - field.start > MAX_PATH_BYTES) throw new HeaderProblem("It has a path of more than 4 KiB.");
          path = await blob.text(field);
        }
        const isOutside = /^(?:[/\\]|[a-z]:)/i.test(path) || path.split(/[/\\]/).includes("..");
        if (isOutside && this.#outsideFiles.size < MAX_LISTED) this.#outsideFiles.add(path);
      },
    });
  }

  /** A class of the app runs what the app brings, and nothing of the file. */
  report(problems: Problems): void {
    for (const path of this.#outsideFiles)
      problems.refuse(`It reads its weights from ${quote(path)}, outside the model's folder.`);
    if (this.#hasLinkedModel) problems.refuse("It refers to a model in another file.");
    if (this.#hasCustomModel) problems.add("It is computed by a class of the app that loads it.");
    if (this.#classes.size === 0) return;
    const named = [...this.#classes].sort().slice(0, MAX_NAMED).map(quote);
    if (this.#classes.size > named.length) named.push(`${this.#classes.size - named.length} more`);
    problems.add(`Its layers are computed by classes of the app that loads it: ${named.join(", ")}.`);
  }
}

/** Reads the messages among a message's fields, each by its number, in whatever order and however often they come. */
async function each(
  message: WireMessage,
  readers: Readonly<Record<number, (inner: WireMessage) => Promise<void>>>,
): Promise<void> {
  for (let field = await message.next(); field !== undefined; field = await message.next()) {
    if (field.wireType === 2) await readers[field.number]?.(message.inside(field));
  }
}
