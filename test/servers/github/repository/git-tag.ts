import type { RepositoryCall } from "../http/call.ts";
import type { Git } from "./git.ts";
import { identityLine, iso, parseIdentity, type Signature } from "./git-commit.ts";
import { actorSignature, givenSignature } from "./new-commit.ts";

interface TagObject {
  readonly tag: string;
  readonly message: string;
  readonly object: string;
  readonly type: string;
  readonly tagger: Signature;
}

/** Writes an annotated tag object (not the ref to it) and gives its sha. */
export async function writeTag(call: RepositoryCall, tag: Omit<TagObject, "tagger">): Promise<string> {
  const tagger = givenSignature(call, call.body, "tagger") ?? actorSignature(call);
  const head = [`object ${tag.object}`, `type ${tag.type}`, `tag ${tag.tag}`, `tagger ${identityLine(tagger)}`];
  const input = `${head.join("\n")}\n\n${tag.message.replace(/\n*$/, "\n")}`;
  return call.repository.git.text(["hash-object", "-t", "tag", "-w", "--stdin"], { input });
}

export async function readTag(git: Git, sha: string): Promise<TagObject> {
  const text = (await git.run(["cat-file", "tag", sha])).toString("utf8");
  const end = text.indexOf("\n\n");
  const field = (name: string): string => new RegExp(`^${name} (.*)$`, "m").exec(text.slice(0, end))?.[1] ?? "";
  const tagger = field("tagger");
  return {
    tag: field("tag"),
    object: field("object"),
    type: field("type"),
    tagger: tagger === "" ? { name: "", email: "", date: iso(new Date(0)) } : parseIdentity(tagger),
    message: text.slice(end + 2).replace(/\n$/, ""),
  };
}
