import { InputError } from "../../../core/errors.ts";
import { MAX_FILE_BYTES } from "../../../core/tree/tree.ts";
import type { AnswerCache } from "../../cache/answer-cache.ts";
import type { GitHubClient } from "../client/client.ts";
import { GitHubError, brokenAnswer } from "../client/errors.ts";
import { type Shape, fields, readAnswer, text } from "../client/shape.ts";

/** What GitHub answered: a file's own bytes, or JSON. */
interface Answer {
  readonly bytes: Uint8Array;
  readonly isRaw: boolean;
}

/**
 * What GitHub's REST API answers about one repository: kept with the mark by which GitHub says that nothing has changed
 * since, and for ever where it is about something that never changes.
 */
export class RepositoryAnswers {
  readonly client: GitHubClient;
  readonly #cache: AnswerCache;
  #isThere = false;

  constructor(client: GitHubClient, cache: AnswerCache) {
    this.client = client;
    this.#cache = cache;
  }

  /** An answer about something that never changes, such as a commit: asked for once ever. Undefined: it is not there. */
  async forever<Content>(
    route: string,
    parameters: Readonly<Record<string, string>>,
    shape: Shape<Content>,
  ): Promise<Content | undefined> {
    const question = ["forever", route, JSON.stringify(parameters)];
    const known = await this.recall(...question);
    if (known !== undefined) return readAnswer(known, shape);
    const answer = await this.get(route, parameters, "json");
    if (answer === undefined) return undefined;
    const content = readAnswer(answer.bytes, shape);
    await this.keep(answer.bytes, ...question);
    return content;
  }

  /** An answer in JSON as it is now. Undefined: it is not there. */
  async now<Content>(
    route: string,
    parameters: Readonly<Record<string, string>>,
    shape: Shape<Content>,
  ): Promise<Content | undefined> {
    const answer = await this.get(route, parameters, "json");
    return answer === undefined ? undefined : readAnswer(answer.bytes, shape);
  }

  /** What `keep` was given for this question, by whichever process. */
  async recall(...question: readonly string[]): Promise<Uint8Array | undefined> {
    return (await this.#cache.read(this.#question(...question)))?.bytes;
  }

  /** Keeps what never changes. */
  async keep(bytes: Uint8Array, ...question: readonly string[]): Promise<void> {
    await this.#cache.write(this.#question(...question), { etag: "forever", bytes });
  }

  /** The name of the default branch. */
  async defaultBranch(): Promise<string> {
    const what = `find the repository ${this.client.name}`;
    const found = await this.client.get(what, "", {}, fields({ default_branch: text }));
    this.#isThere = true;
    return found.default_branch;
  }

  unknownRevision(name: string): InputError {
    const repository = this.client.name;
    return new InputError({
      code: "revision-unknown",
      message:
        name === "HEAD" ? `${repository} has no commits yet` : `${repository} has no branch, tag or commit ${name}`,
      hint: "Name one that exists: github:OWNER/NAME@REF.",
    });
  }

  /** One answer, undefined for what is not there; an unchanged one is not sent again. */
  async get(
    route: string,
    parameters: Readonly<Record<string, string>>,
    form: "raw" | "json",
  ): Promise<Answer | undefined> {
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
    if (unknown !== null) throw this.unknownRevision(unknown[1] ?? "");
    if (this.#isThere) return;
    await this.client.get(`find the repository ${this.client.name}`, "", {}, fields({}));
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
