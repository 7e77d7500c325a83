import { HeaderProblem } from "../bytes/header-problem.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { WireMessage } from "../bytes/protobuf.ts";

const MAX_LISTED = 256;
const MAX_NAMED = 8;
/** Paths and names are cut behind so much; one that is longer is none of either. */
const MAX_TEXT_BYTES = 4096;
const MAX_DEPTH = 64;

/** Domains whose operators are the runtime's own: ONNX's, and those that ONNX Runtime and its exporters are built with. */
const builtInDomains: ReadonlySet<string> = new Set([
  "",
  "ai.onnx",
  "ai.onnx.ml",
  "ai.onnx.preview",
  "ai.onnx.preview.training",
  "ai.onnx.training",
  "com.microsoft",
  "com.microsoft.experimental",
  "com.microsoft.nchwc",
  "com.ms.internal.nhwc",
  "org.pytorch.aten",
]);

/**
 * Operators that call what is no operator: Python functions by their name (ONNX Runtime's training builds), and programs
 * compiled for an accelerator, which lie in the model or in a file that it names.
 */
const callingOperators = /^(?:Py(?:thon)?(?:Custom)?Op(?:Grad)?|EPContext)$/i;

/**
 * A message of texts by number of their fields; of one that comes twice the later counts.
 *
 * @param refusesLong where a text that is cut would mean something else
 */
export async function readTexts(
  message: WireMessage,
  { refusesLong }: { readonly refusesLong: boolean },
): Promise<ReadonlyMap<number, string>> {
  const texts = new Map<number, string>();
  for (let field = await message.next(); field !== undefined; field = await message.next()) {
    if (field.wireType !== 2) continue;
    if (refusesLong && field.end - field.start > MAX_TEXT_BYTES)
      throw new HeaderProblem("It names a file with more than 4 KiB.", "limit");
    texts.set(field.number, await message.text(field));
  }
  return texts;
}

/**
 * What an ONNX model reaches for, wherever it says so: files with tensors and operators that are not the runtime's own,
 * in the graph, the bodies of loops and branches, functions, attributes, sparse tensors and training graphs.
 */
export class OnnxParts {
  readonly externalFiles = new Set<string>();
  readonly #outsideFiles = new Set<string>();
  readonly #calling = new Set<string>();
  readonly #foreign = new Map<string, string>();
  readonly #functions = new Set<string>();

  /** A GraphProto field that is no node, initializer or description of its ends has nothing to look into but these. */
  async graph(graph: WireMessage, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) throw new HeaderProblem("Its graphs are nested too deeply.");
    for (let field = await graph.next(); field !== undefined; field = await graph.next()) {
      if (field.wireType === 2) await this.graphField(field.number, graph.inside(field), depth);
    }
  }

  async graphField(number: number, inner: WireMessage, depth: number): Promise<void> {
    if (number === 1) await this.#node(inner, depth);
    else if (number === 5) await this.tensor(inner);
    else if (number === 15) await this.#sparseTensor(inner);
  }

  async #node(node: WireMessage, depth: number): Promise<void> {
    let operator = "";
    let domain = "";
    for (let field = await node.next(); field !== undefined; field = await node.next()) {
      if (field.wireType !== 2) continue;
      if (field.number === 4) operator = await node.text(field);
      else if (field.number === 7) domain = await node.text(field);
      else if (field.number === 5) await this.#attribute(node.inside(field), depth);
    }
    if (callingOperators.test(operator)) this.#calling.add(operator);
    const key = `${domain}::${operator}`;
    if (!builtInDomains.has(domain) && this.#foreign.size < MAX_LISTED) this.#foreign.set(key, domain);
  }

  async #attribute(attribute: WireMessage, depth: number): Promise<void> {
    for (let field = await attribute.next(); field !== undefined; field = await attribute.next()) {
      if (field.wireType !== 2) continue;
      if (field.number === 5 || field.number === 10) await this.tensor(attribute.inside(field));
      else if (field.number === 6 || field.number === 11) await this.graph(attribute.inside(field), depth + 1);
      else if (field.number === 22 || field.number === 23) await this.#sparseTensor(attribute.inside(field));
    }
  }

  /** SparseTensorProto {1: values, 2: indices}. */
  async #sparseTensor(sparse: WireMessage): Promise<void> {
    for (let field = await sparse.next(); field !== undefined; field = await sparse.next()) {
      if (field.wireType === 2 && field.number <= 2) await this.tensor(sparse.inside(field));
    }
  }

  async tensor(tensor: WireMessage): Promise<void> {
    for (let field = await tensor.next(); field !== undefined; field = await tensor.next()) {
      if (field.number === 13 && field.wireType === 2) await this.externalEntry(tensor.inside(field));
    }
  }

  /** StringStringEntryProto {1: key, 2: value} of a tensor that lies elsewhere. */
  async externalEntry(entry: WireMessage): Promise<void> {
    const texts = await readTexts(entry, { refusesLong: true });
    if (texts.get(1) !== "location") return;
    const path = texts.get(2) ?? "";
    if (this.externalFiles.size < MAX_LISTED) this.externalFiles.add(path);
    if (isOutside(path) && this.#outsideFiles.size < MAX_LISTED) this.#outsideFiles.add(path);
  }

  /** FunctionProto {1: name, 7: nodes, 10: domain, 11: attributes with their defaults}. */
  async function(body: WireMessage): Promise<void> {
    let name = "";
    let domain = "";
    for (let field = await body.next(); field !== undefined; field = await body.next()) {
      if (field.wireType !== 2) continue;
      if (field.number === 1) name = await body.text(field);
      else if (field.number === 10) domain = await body.text(field);
      else if (field.number === 7) await this.#node(body.inside(field), 0);
      else if (field.number === 11) await this.#attribute(body.inside(field), 0);
    }
    this.#functions.add(`${domain}::${name}`);
  }

  /** TrainingInfoProto {1: how it starts, 2: one step}. */
  async training(info: WireMessage): Promise<void> {
    for (let field = await info.next(); field !== undefined; field = await info.next()) {
      if (field.wireType === 2 && field.number <= 2) await this.graph(info.inside(field), 0);
    }
  }

  /** The runtime opens files and calls functions when it loads the model; without an operator it refuses to load it. */
  report(problems: Problems): void {
    for (const path of this.#outsideFiles)
      problems.refuse(`It reads its tensors from ${quote(path)}, outside the model's folder.`);
    if (this.#calling.size > 0) {
      const named = [...this.#calling].sort().slice(0, MAX_NAMED);
      problems.refuse(`Its operators call Python or compiled programs: ${named.map(quote).join(", ")}.`);
    }
    const foreign = [...this.#foreign].filter(([key]) => !this.#functions.has(key)).map(([, domain]) => domain);
    const domains = [...new Set(foreign)].sort();
    if (domains.length === 0) return;
    const named = domains.slice(0, MAX_NAMED).map(quote);
    if (domains.length > named.length) named.push(`${domains.length - named.length} more`);
    problems.add(`It needs operators that a library of its own brings: those of ${named.join(", ")}.`);
  }
}

function isOutside(path: string): boolean {
  return path === "" || path.includes("\0") || /^(?:[/\\]|[a-z]:)/i.test(path) || path.split(/[/\\]/).includes("..");
}
