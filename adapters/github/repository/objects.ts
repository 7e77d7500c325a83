import { gitBlobId } from "../../git/objects/blob-id.ts";
import type { GitHubClient } from "../client/client.ts";
import { sendGraphql } from "../client/graphql.ts";
import { type ContentOf, fields, maybe, text } from "../client/shape.ts";

/** Objects of one query; each is at most a registry file. */
const MAX_OBJECTS = 50;

const BLOB = maybe(fields({ oid: maybe(text), text: maybe(text) }));

/**
 * The blobs that git revisions such as `main:registry/registry.yaml` or a blob's id name, fifty by one query. A symbolic
 * link is its own blob: links are not followed.
 *
 * @returns for each its bytes, null where there is none, undefined where GraphQL's text is not exactly the blob
 * @throws GitHubError where the server has no GraphQL, or refuses
 */
export async function readObjects(
  client: GitHubClient,
  expressions: readonly string[],
): Promise<readonly (Uint8Array | null | undefined)[]> {
  const found: (Uint8Array | null | undefined)[] = [];
  for (let start = 0; start < expressions.length; start += MAX_OBJECTS) {
    const some = expressions.slice(start, start + MAX_OBJECTS);
    const { repository } = await client.read("read several files", () =>
      sendGraphql(client, "read several files", queryOf(some.length), variablesOf(client, some), shapeOf(some.length)),
    );
    found.push(...some.map((_, index) => bytesOf(repository[`f${index}`])));
  }
  return found;
}

function shapeOf(count: number) {
  const blobs = Array.from({ length: count }, (_, index): [string, typeof BLOB] => [`f${index}`, BLOB]);
  return fields({ repository: fields(Object.fromEntries(blobs)) });
}

function queryOf(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const variables = numbers.map((number) => `, $e${number}: String!`).join("");
  const fields = numbers.map(
    (number) => `    f${number}: object(expression: $e${number}) { ... on Blob { oid text } }`,
  );
  return `query ($owner: String!, $name: String!${variables}) {\n  repository(owner: $owner, name: $name) {\n${fields.join("\n")}\n  }\n}`;
}

function variablesOf({ repo }: GitHubClient, expressions: readonly string[]): Record<string, string> {
  const named = expressions.map((expression, index): [string, string] => [`e${index}`, expression]);
  return { owner: repo.owner, name: repo.repo, ...Object.fromEntries(named) };
}

/** The text came through JSON: only its id proves that it is what the blob holds, byte for byte. */
function bytesOf(blob: ContentOf<typeof BLOB>): Uint8Array | null | undefined {
  if (typeof blob?.oid !== "string") return null;
  const bytes = new TextEncoder().encode(blob.text ?? "");
  return gitBlobId(bytes) === blob.oid ? bytes : undefined;
}
