import { OutsideError } from "../../../core/errors.ts";
import type { AnswerCache } from "../../cache/answer-cache.ts";
import type { GitHubClient } from "../client/client.ts";
import { readObjects } from "./objects.ts";
import { inParallel } from "../client/parallel.ts";
import { RepositoryAnswers } from "./repository-answers.ts";
import { type ContentOf, fields, list, maybe, number, readAnswer, text, truth } from "../client/shape.ts";

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
 * once ever, and files take one GraphQL query where there is a token, which follows no symbolic link. Without a token they
 * are asked for one by one, with the mark of the last answer, and GitHub itself follows a link to another file.
 */
export class RepositoryFiles {
  readonly answers: RepositoryAnswers;
  readonly #seenRefs = new Set<string>();
  #hasGraphql: boolean;

  constructor(client: GitHubClient, cache: AnswerCache) {
    this.answers = new RepositoryAnswers(client, cache);
    this.#hasGraphql = client.options.token !== undefined;
  }

  get client(): GitHubClient {
    return this.answers.client;
  }

  /**
   * The files among `paths` that exist at `ref`; undefined: the default branch.
   *
   * @throws InputError `revision-unknown` where there is no such ref
   */
  async filesAt(ref: string | undefined, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const name = ref ?? "HEAD";
    const together = await this.#together(paths.map((path) => `${name}:${path}`));
    if (together.some((each) => each !== null)) this.#seenRefs.add(name);
    // GraphQL tells no file that is not there from a ref that is not.
    else if (together[0] === null && !this.#seenRefs.has(name)) await this.#fileAt(ref, paths[0] ?? "");
    return collect(paths, async (path, index) => {
      const bytes = together[index];
      return bytes === undefined ? this.#fileAt(ref, path) : (bytes ?? undefined);
    });
  }

  /** One file as it was in each of several commits, by the commits' full ids; fetched once ever. */
  async fileThrough(path: string, commits: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#keptBy(commits, {
      question: (commit) => ["file", commit, path],
      expression: (commit) => `${commit}:${path}`,
      ask: (commit) => this.#fileAt(commit, path),
    });
  }

  /** The contents of blobs, by their ids. */
  async blobs(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#keptBy(ids, {
      question: (id) => ["blob", id],
      expression: (id) => id,
      ask: async (id) => {
        const blob = await this.answers.now("/git/blobs/{file_sha}", { file_sha: id }, BLOB);
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
    const question = ["tree", id, options.recursive ? "recursive" : ""];
    const known = await this.answers.recall(...question);
    if (known !== undefined) return readAnswer(known, LISTED_TREE);
    const bytes = await this.#readTree(id, options.recursive ? { recursive: "1" } : {});
    const tree = readAnswer(bytes, LISTED_TREE);
    await this.answers.keep(bytes, ...question);
    return tree;
  }

  /** The entries of the root of a branch, tag or commit; undefined: the default branch. */
  async rootTree(ref: string | undefined): Promise<ListedTree> {
    return readAnswer(await this.#readTree(ref ?? "HEAD", {}), LISTED_TREE);
  }

  /**
   * The full id of the commit that a branch, tag or commit names now.
   *
   * @throws InputError `revision-unknown`
   */
  async commitOf(revision: string): Promise<string> {
    const parameters = { sha: revision, per_page: "1" };
    const [commit] = (await this.answers.now("/commits", parameters, COMMITS)) ?? [];
    if (commit === undefined) throw this.answers.unknownRevision(revision);
    return commit.sha;
  }

  /** Contents that never change under their names: from what is kept, else together, else one by one. */
  async #keptBy(
    names: readonly string[],
    how: {
      readonly question: (name: string) => readonly string[];
      readonly expression: (name: string) => string;
      readonly ask: (name: string) => Promise<Uint8Array | undefined>;
    },
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    const known = await collect(names, (name) => this.answers.recall(...how.question(name)));
    const missing = names.filter((name) => !known.has(name));
    const together = await this.#together(missing.map(how.expression));
    const fetched = await collect(missing, async (name, index) => {
      const answer = together[index];
      const bytes = answer === undefined ? await how.ask(name) : (answer ?? undefined);
      if (bytes !== undefined) await this.answers.keep(bytes, ...how.question(name));
      return bytes;
    });
    return new Map([...known, ...fetched]);
  }

  async #readTree(name: string, more: Readonly<Record<string, string>>): Promise<Uint8Array> {
    const answer = await this.answers.get("/git/trees/{tree_sha}", { tree_sha: name, ...more }, "json");
    if (answer !== undefined) return answer.bytes;
    throw this.answers.unknownRevision(name);
  }

  async #fileAt(ref: string | undefined, path: string): Promise<Uint8Array | undefined> {
    const parameters = { path, ...(ref === undefined ? {} : { ref }) };
    const answer = await this.answers.get("/contents/{path}", parameters, "raw");
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
