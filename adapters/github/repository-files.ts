import { InputError, OutsideError } from "../../core/errors.ts";
import { MAX_FILE_BYTES } from "../../core/registry/tree.ts";
import type { AnswerCache } from "../cache/answer-cache.ts";
import type { GitHubClient } from "./client.ts";
import { GitHubError, brokenAnswer } from "./errors.ts";
import { readObjects } from "./objects.ts";
import { inParallel } from "./parallel.ts";
import { type ContentOf, type Shape, fields, list, maybe, number, readAnswer, text, truth } from "./shape.ts";

/** GitHub lists 100,000 entries or 7 MB of a tree, and leaves out the rest. Paths are relative to the tree. */
const LISTED_TREE = fields({
  tree: list(fields({ path: text, mode: text, type: text, sha: text, size: maybe(number) })),
  truncated: truth,
});
const COMMITS = list(fields({ sha: text }));
const BLOB = fields({ content: text });

/** A git tree as GitHub lists it. */
type ListedTree = ContentOf<typeof LISTED_TREE>;
export type ListedEntry = ListedTree["tree"][number];

/**
 * Files and trees of one GitHub repository, read as cheaply as it allows: what is known by its content's id is fetched
 * once ever, what a branch names is asked for with the mark of the last answer, and several files at once take one
 * GraphQL query where there is a token.
 */
export class RepositoryFiles {
  readonly client: GitHubClient;
  readonly #cache: AnswerCache;
  #isThere = false;
  #hasGraphql: boolean;

  constructor(client: GitHubClient, cache: AnswerCache) {
    this.client = client;
    this.#cache = cache;
    this.#hasGraphql = client.options.token !== undefined;
  }

  /**
   * The files among `paths` that exist at `ref`; undefined: the default branch.
   *
   * @throws InputError `revision-unknown` where there is no such ref
   */
  async filesAt(ref: string | undefined, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const together = paths.length > 1 ? await this.#together(paths.map((path) => `${ref ?? "HEAD"}:${path}`)) : [];
    return collect(paths, async (path, index) => {
      const bytes = together[index];
      return bytes === undefined ? this.#fileAt(ref, path) : (bytes ?? undefined);
    });
  }

  /** One file as it was in each of several commits, by the commits' full ids; fetched once ever. */
  async fileThrough(path: string, commits: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#keptBy(commits, {
      question: (commit) => this.#question("file", commit, path),
      expression: (commit) => `${commit}:${path}`,
      ask: (commit) => this.#fileAt(commit, path),
    });
  }

  /** The contents of blobs, by their ids. */
  async blobs(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#keptBy(ids, {
      question: (id) => this.#question("blob", id),
      expression: (id) => id,
      ask: async (id) => {
        const blob = await this.now("/git/blobs/{file_sha}", { file_sha: id }, BLOB);
        return blob === undefined ? undefined : Buffer.from(blob.content, "base64");
      },
    });
  }

  /**
   * The entries of a tree, by the tree's own id.
   *
   * @param options.recursive with everything below it, as far as GitHub lists it
   */
  async tree(id: string, options: { readonly recursive: boolean }): Promise<ListedTree> {
    const question = this.#question("tree", id, options.recursive ? "recursive" : "");
    const known = await this.#cache.read(question);
    if (known !== undefined) return readAnswer(known.bytes, LISTED_TREE);
    const bytes = await this.#readTree(id, options.recursive ? { recursive: "1" } : {});
    const tree = readAnswer(bytes, LISTED_TREE);
    await this.#cache.write(question, { etag: id, bytes });
    return tree;
  }

  /** The entries of the root of a branch, tag or commit; undefined: the default branch. */
  async rootTree(ref: string | undefined): Promise<ListedTree> {
    return readAnswer(await this.#readTree(ref ?? "HEAD", {}), LISTED_TREE);
  }

  /** The name of the default branch. */
  async defaultBranch(): Promise<string> {
    const { octokit, repo, name } = this.client;
    const { data } = await this.client.read(`find the repository ${name}`, () =>
      octokit.request("GET /repos/{owner}/{repo}", repo),
    );
    this.#isThere = true;
    return data.default_branch;
  }

  /**
   * The full id of the commit that a branch, tag or commit names now.
   *
   * @throws InputError `revision-unknown`
   */
  async commitOf(revision: string): Promise<string> {
    const parameters = { sha: revision, per_page: "1" };
    const [commit] = (await this.now("/commits", parameters, COMMITS)) ?? [];
    if (commit === undefined) throw this.#unknownRevision(revision);
    return commit.sha;
  }

  /** An answer about something that never changes, such as a commit: asked for once ever. Undefined: it is not there. */
  async forever<Content>(
    route: string,
    parameters: Readonly<Record<string, string>>,
    shape: Shape<Content>,
  ): Promise<Content | undefined> {
    const question = this.#question("forever", route, JSON.stringify(parameters));
    const known = await this.#cache.read(question);
    if (known !== undefined) return readAnswer(known.bytes, shape);
    const answer = await this.#get(route, parameters, "json");
    if (answer === undefined) return undefined;
    const content = readAnswer(answer.bytes, shape);
    await this.#cache.write(question, { etag: "forever", bytes: answer.bytes });
    return content;
  }

  /** An answer in JSON as it is now. Undefined: it is not there. */
  async now<Content>(
    route: string,
    parameters: Readonly<Record<string, string>>,
    shape: Shape<Content>,
  ): Promise<Content | undefined> {
    const answer = await this.#get(route, parameters, "json");
    return answer === undefined ? undefined : readAnswer(answer.bytes, shape);
  }

  /** Contents that never change under their names: from what is kept, else together, else one by one. */
  async #keptBy(
    names: readonly string[],
    how: {
      readonly question: (name: string) => string;
      readonly expression: (name: string) => string;
      readonly ask: (name: string) => Promise<Uint8Array | undefined>;
    },
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    const known = await collect(names, async (name) => (await this.#cache.read(how.question(name)))?.bytes);
    const missing = names.filter((name) => !known.has(name));
    const together = missing.length > 1 ? await this.#together(missing.map(how.expression)) : [];
    const fetched = await collect(missing, async (name, index) => {
      const answer = together[index];
      const bytes = answer === undefined ? await how.ask(name) : (answer ?? undefined);
      if (bytes !== undefined) await this.#cache.write(how.question(name), { etag: name, bytes });
      return bytes;
    });
    return new Map([...known, ...fetched]);
  }

  async #readTree(name: string, more: Readonly<Record<string, string>>): Promise<Uint8Array> {
    const answer = await this.#get("/git/trees/{tree_sha}", { tree_sha: name, ...more }, "json");
    if (answer !== undefined) return answer.bytes;
    throw this.#unknownRevision(name);
  }

  #unknownRevision(name: string): InputError {
    const repository = this.client.name;
    return new InputError({
      code: "revision-unknown",
      message:
        name === "HEAD" ? `${repository} has no commits yet` : `${repository} has no branch, tag or commit ${name}`,
      hint: "Name one that exists: github:OWNER/NAME@REF.",
    });
  }

  async #fileAt(ref: string | undefined, path: string): Promise<Uint8Array | undefined> {
    const parameters = { path, ...(ref === undefined ? {} : { ref }) };
    const answer = await this.#get("/contents/{path}", parameters, "raw");
    // A folder or a submodule is described instead.
    return answer?.isRaw === true ? answer.bytes : undefined;
  }

  /**
   * Several blobs by few queries: null for what is not there, undefined for what has to be asked for on its own. Where
   * GraphQL cannot be used, that is everything.
   */
  async #together(expressions: readonly string[]): Promise<readonly (Uint8Array | null | undefined)[]> {
    if (!this.#hasGraphql) return [];
    try {
      return await readObjects(this.client, expressions);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      // One request after the other works all the same, or says in better words why not.
      this.#hasGraphql = false;
      return [];
    }
  }

  /** One answer, undefined for what is not there; an unchanged one is not sent again. */
  async #get(
    route: string,
    parameters: Readonly<Record<string, string>>,
    form: "raw" | "json",
  ): Promise<{ readonly bytes: Uint8Array; readonly isRaw: boolean } | undefined> {
    const question = this.#question(form, route, JSON.stringify(parameters));
    const known = await this.#cache.read(question);
    const what = `read ${parameters["path"] ?? route.slice(1).replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? "")}`;
    try {
      return await this.client.read(what, async () => {
        const answer = await this.#send(route, parameters, form, known?.etag);
        this.#isThere = true;
        if (answer === "unchanged") return { bytes: known?.bytes ?? new Uint8Array(), isRaw: true };
        const isRaw = answer.contentType.includes("raw");
        // Neither a file nor the description of a folder: a page of something in between.
        if (!isRaw && !answer.contentType.includes("json")) throw brokenAnswer();
        const mayKeep = answer.etag !== undefined && (isRaw || form === "json");
        if (mayKeep) await this.#cache.write(question, { etag: answer.etag ?? "", bytes: answer.bytes });
        return { bytes: answer.bytes, isRaw };
      });
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      await this.#refuseUnknown(error);
      return undefined;
    }
  }

  async #send(
    route: string,
    parameters: Readonly<Record<string, string>>,
    form: "raw" | "json",
    etag: string | undefined,
  ): Promise<
    "unchanged" | { readonly bytes: Uint8Array; readonly contentType: string; readonly etag: string | undefined }
  > {
    const { octokit, repo } = this.client;
    try {
      const response = await octokit.request(`GET /repos/{owner}/{repo}${route}`, {
        ...repo,
        ...parameters,
        headers: {
          accept: form === "raw" ? "application/vnd.github.raw+json" : "application/vnd.github+json",
          ...(etag === undefined ? {} : { "if-none-match": etag }),
        },
        // Octokit would make text of what must stay bytes.
        request: { parseSuccessResponseBody: false },
      });
      const limitBytes = form === "raw" ? MAX_FILE_BYTES + 1 : Number.POSITIVE_INFINITY;
      const bytes = await readUpTo(limitBytes, response.data);
      return { bytes, contentType: response.headers["content-type"] ?? "", etag: response.headers.etag };
    } catch (error) {
      if (etag !== undefined && isNotModified(error)) return "unchanged";
      throw error;
    }
  }

  /** Behind a 404 can be a file, a branch or the whole repository that is not there, or must not be seen. */
  async #refuseUnknown(error: GitHubError): Promise<void> {
    const { status, message } = error.refusal;
    // GitHub answers 409 for a repository without any commit.
    if (status !== 404 && status !== 409) throw error;
    const unknown = /no commit found for (?:the ref|SHA:) (.+)/i.exec(message);
    if (unknown !== null) throw this.#unknownRevision(unknown[1] ?? "");
    if (this.#isThere) return;
    const { octokit, repo } = this.client;
    await this.client.read(`find the repository ${this.client.name}`, () =>
      octokit.request("GET /repos/{owner}/{repo}", repo),
    );
    this.#isThere = true;
  }

  #question(...parts: readonly string[]): string {
    return [this.client.options.apiUrl, this.client.name, ...parts].join(" ");
  }
}

function isNotModified(error: unknown): boolean {
  return typeof error === "object" && error !== null && "status" in error && error.status === 304;
}

/** What is too large for a registry file need not come whole: its size alone says what is wrong. */
async function readUpTo(limitBytes: number, stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= limitBytes) break;
  }
  return Buffer.concat(chunks);
}

/** Asks for each key, several at once, and keeps what is there. */
async function collect(
  keys: readonly string[],
  ask: (key: string, index: number) => Promise<Uint8Array | undefined>,
): Promise<Map<string, Uint8Array>> {
  const answers = await inParallel(keys, ask);
  const found = new Map<string, Uint8Array>();
  keys.forEach((key, index) => {
    const bytes = answers[index];
    if (bytes !== undefined) found.set(key, bytes);
  });
  return found;
}
