import { type Answer, ok, type RepositoryCall } from "../http/call.ts";
import { commitShape } from "./commit-shape.ts";
import { notFound } from "../http/errors.ts";
import { listPage } from "../http/paging.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import { repositoryUrl, webUrl } from "../shapes.ts";

interface NamedCommit {
  readonly name: string;
  readonly sha: string;
}

async function named(call: RepositoryCall, prefix: "refs/heads/" | "refs/tags/"): Promise<NamedCommit[]> {
  const format = "--format=%(objectname) %(*objectname) %(refname)";
  const lines = await call.repository.git.lines(["for-each-ref", format, prefix]);
  return lines.map((line) => {
    const [own = "", peeled = "", ref = ""] = line.split(" ");
    return { name: ref.slice(prefix.length), sha: peeled === "" ? own : peeled };
  });
}

const isProtected = (call: RepositoryCall, name: string): boolean =>
  call.repository.branchRules.some((rule) => rule.branch === name) || call.repository.protections.has(name);

async function listBranches(call: RepositoryCall): Promise<Answer> {
  const url = repositoryUrl(call, call.repository);
  return listPage(call, await named(call, "refs/heads/"), ({ name, sha }) => ({
    name,
    commit: { sha, url: `${url}/commits/${sha}` },
    protected: isProtected(call, name),
  }));
}

async function getBranch(call: RepositoryCall): Promise<Answer> {
  const { repository } = call;
  const name = call.params["branch"] ?? "";
  const sha = await repository.git.resolve(`refs/heads/${name}^{commit}`);
  if (sha === null) throw notFound("Branch not found");
  const url = `${repositoryUrl(call, repository)}/branches/${encodeURIComponent(name)}`;
  return ok({
    name,
    commit: commitShape(call, repository, await repository.git.readCommit(sha)),
    _links: { self: url, html: `${webUrl(call, repository)}/tree/${name}` },
    protected: isProtected(call, name),
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
    },
    protection_url: `${url}/protection`,
  });
}

async function listTags(call: RepositoryCall): Promise<Answer> {
  const url = repositoryUrl(call, call.repository);
  const tags = (await named(call, "refs/tags/")).toReversed();
  return listPage(call, tags, ({ name, sha }) => ({
    name,
    zipball_url: `${url}/zipball/refs/tags/${name}`,
    tarball_url: `${url}/tarball/refs/tags/${name}`,
    commit: { sha, url: `${url}/commits/${sha}` },
    node_id: name,
  }));
}

export const branchRoutes: readonly Route[] = [
  repositoryRoute("GET", "/branches", { contents: "read" }, listBranches),
  repositoryRoute("GET", "/branches/{branch}", { contents: "read" }, getBranch),
  repositoryRoute("GET", "/tags", { contents: "read" }, listTags),
];
