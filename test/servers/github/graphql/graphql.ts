import { findRepository, may } from "../http/access.ts";
import { type Answer, actor, type Call, ok, type RepositoryCall } from "../http/call.ts";
import { checkBranchRules, checkWorkflowPaths } from "../repository/branch-rules.ts";
import { ApiError } from "../http/errors.ts";
import type { GitCommit } from "../repository/git-commit.ts";
import { parseMutation, select, type Selection, UnknownField } from "./graphql-query.ts";
import { answerObjects, parseObjectsQuery } from "./graphql-objects.ts";
import { answerQueue, parseQueueQuery } from "./graphql-queue.ts";
import { newCommit } from "../repository/new-commit.ts";
import { RequestBody } from "../http/request-body.ts";
import { plainRoute, type Route } from "../http/router.ts";
import { nodeId, repositoryUrl, webUrl } from "../shapes.ts";

const mutation = "createCommitOnBranch";

/** A refusal as GraphQL gives it: status 200, the reason in `errors`. */
class Refused extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

interface Target {
  readonly call: RepositoryCall;
  readonly branch: string;
  readonly head: string;
}

/** The branch by repository and name; it must exist. */
async function target(call: Call, input: RequestBody): Promise<Target> {
  const given = input.object("branch");
  const fullName = given?.optionalText("repositoryNameWithOwner") ?? "";
  const branch = (given?.optionalText("branchName") ?? "").replace(/^refs\/heads\//, "");
  const [owner = "", name = ""] = fullName.split("/");
  const repository = (() => {
    try {
      return findRepository(call.world, owner, name, call.token);
    } catch {
      throw new Refused("NOT_FOUND", `Could not resolve to a Repository with the name '${fullName}'.`);
    }
  })();
  if (!may(call.token, repository, "contents", "write")) {
    const by = actor(call).kind === "user" ? "personal access token" : "integration";
    throw new Refused("FORBIDDEN", `Resource not accessible by ${by}`);
  }
  const head = await repository.git.resolve(`refs/heads/${branch}^{commit}`);
  if (head === null) throw new Refused("NOT_FOUND", `Could not resolve to a Ref with the name 'refs/heads/${branch}'.`);
  return { call: { ...call, repository }, branch, head };
}

/** All changes in one commit on top of the head that the caller expects, always signed by GitHub. */
async function createCommit(input: RequestBody, { call, branch, head }: Target): Promise<GitCommit> {
  const { git } = call.repository;
  const expected = input.text("expectedHeadOid");
  const stale = new Refused(
    "STALE_DATA",
    `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
  );
  if (expected !== head) throw stale;
  const changes = input.object("fileChanges");
  const additions = changes?.objects("additions") ?? [];
  const deletions = (changes?.objects("deletions") ?? []).map((deletion) => deletion.text("path"));
  const existing = new Set((await git.readTree(head, { recursive: true })).map(({ path }) => path));
  const missing = deletions.find((path) => !existing.has(path));
  if (missing !== undefined) {
    throw new Refused(
      "UNPROCESSABLE",
      `A path was requested for deletion which does not exist as of commit oid \`${head}\``,
    );
  }
  checkWorkflowPaths(call, [...additions.map((addition) => addition.text("path")), ...deletions]);
  checkBranchRules(call.repository, branch);
  const written = await Promise.all(
    additions.map(async (addition) => {
      const sha = await git.writeBlob(Buffer.from(addition.optionalText("contents") ?? "", "base64"));
      return { path: addition.text("path"), mode: "100644", sha };
    }),
  );
  const removed = deletions.map((path) => ({ path, mode: "100644", sha: null }));
  const headline = input.object("message")?.text("headline") ?? "";
  const rest = input.object("message")?.optionalText("body") ?? "";
  const commit = await newCommit(call, {
    tree: await git.writeTree(head, [...written, ...removed]),
    parents: [head],
    message: rest === "" ? headline : `${headline}\n\n${rest}`,
    body: new RequestBody({}, "Commit"),
  });
  // By GraphQL a person's commits are signed too.
  call.repository.verifiedCommits.add(commit.sha);
  await git.run(["update-ref", `refs/heads/${branch}`, commit.sha, head]).catch(() => {
    throw stale;
  });
  return commit;
}

/** `CreateCommitOnBranchPayload`. */
function payload({ call, branch }: Target, commit: GitCommit, input: RequestBody) {
  const html = `${webUrl(call, call.repository)}/commit/${commit.sha}`;
  const [messageHeadline = ""] = commit.message.split("\n");
  return {
    clientMutationId: input.optionalText("clientMutationId") ?? null,
    commit: {
      __typename: "Commit",
      id: nodeId("Commit", commit.sha),
      oid: commit.sha,
      abbreviatedOid: commit.sha.slice(0, 7),
      url: html,
      commitUrl: html,
      resourcePath: new URL(html).pathname,
      message: commit.message,
      messageHeadline,
      messageBody: commit.message.slice(messageHeadline.length).trim(),
      committedDate: commit.committer.date,
      authoredDate: commit.author.date,
      tree: { oid: commit.tree },
      signature: { isValid: true, state: "VALID", wasSignedByGitHub: true },
    },
    ref: {
      id: nodeId("Ref", `${call.repository.id}:refs/heads/${branch}`),
      name: branch,
      prefix: "refs/heads/",
      target: { oid: commit.sha, commitUrl: `${repositoryUrl(call, call.repository)}/commits/${commit.sha}` },
    },
  };
}

/** What a query asks of one repository: files, or a merge queue; null when it is none of these forms. */
async function readRepository(call: Call): Promise<Answer | null> {
  const variables = call.body.object("variables") ?? new RequestBody({}, "GraphQL");
  const variable = (name: string) => variables.optionalText(name) ?? "";
  const text = call.body.text("query");
  const query = parseObjectsQuery(text, variable) ?? parseQueueQuery(text, variable);
  if (query === null) return null;
  const { owner, name } = query;
  try {
    const repository = findRepository(call.world, owner, name, call.token);
    const data =
      "objects" in query
        ? await answerObjects(call, repository, query.objects)
        : answerQueue(call, repository, query.branch);
    return ok({ data: { repository: data } });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const message = `Could not resolve to a Repository with the name '${owner}/${name}'.`;
    return ok({ data: { repository: null }, errors: [{ type: "NOT_FOUND", path: ["repository"], message }] });
  }
}

/** Unlike `GET /user` this also names apps and workflows. */
const VIEWER = /^\s*query\s*\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/;

async function answer(call: Call): Promise<Answer> {
  if (VIEWER.test(call.body.text("query"))) return ok({ data: { viewer: { login: actor(call).user.login } } });
  const read = await readRepository(call);
  if (read !== null) return read;
  const parsed = parseMutation(call.body.text("query"), mutation);
  if (parsed === null) {
    const message = `The fake GitHub knows one GraphQL mutation: mutation ($input: …) { ${mutation}(input: $input) { … } }`;
    return ok({ errors: [{ message }] });
  }
  const variables = call.body.object("variables") ?? new RequestBody({}, "GraphQL");
  const input = variables.object(parsed.inputVariable);
  if (input === undefined) {
    const message = `Variable $${parsed.inputVariable} of type CreateCommitOnBranchInput! was provided invalid value`;
    return ok({ errors: [{ message }] });
  }
  return mutate(call, input, parsed.selection);
}

async function mutate(call: Call, input: RequestBody, selection: Selection): Promise<Answer> {
  try {
    const where = await target(call, input);
    const shown = (commit: GitCommit) =>
      select(payload(where, commit, input), selection, "CreateCommitOnBranchPayload");
    // What is asked for is checked before anything happens.
    shown(await where.call.repository.git.readCommit(where.head));
    return ok({ data: { [mutation]: shown(await createCommit(input, where)) } });
  } catch (error) {
    if (error instanceof UnknownField) return ok({ errors: [{ message: error.message }] });
    if (!(error instanceof Refused || error instanceof ApiError)) throw error;
    const type = error instanceof Refused ? error.type : "UNPROCESSABLE";
    const message = error instanceof Refused ? error.message : String(error.body["message"]);
    const locations = [{ line: 1, column: 1 }];
    return ok({ data: { [mutation]: null }, errors: [{ type, path: [mutation], locations, message }] });
  }
}

export const graphqlRoutes: readonly Route[] = [plainRoute("POST", "/graphql", { signedIn: true }, answer)];
