import { may } from "../http/access.ts";
import type { Call } from "../http/call.ts";
import type { Repository } from "../state.ts";

interface AskedObject {
  /** The name that the answer gives it. */
  readonly alias: string;
  /** A git revision: `main:registry/registry.yaml`, or an object's id. */
  readonly expression: string;
}

export interface ObjectsQuery {
  readonly owner: string;
  readonly name: string;
  readonly objects: readonly AskedObject[];
}

/**
 * Reads the one form of query that clients send:
 *
 *     query ($owner: String!, $name: String!, $e0: String!) {
 *       repository(owner: $owner, name: $name) { f0: object(expression: $e0) { ... on Blob { oid text } } }
 *     }
 *
 * Null for anything else.
 */
export function parseObjectsQuery(query: string, variable: (name: string) => string): ObjectsQuery | null {
  const whole = /^\s*query\b[^{]*\{\s*repository\(owner: \$(\w+), name: \$(\w+)\)\s*\{([\s\S]*)\}\s*\}\s*$/.exec(query);
  if (whole === null) return null;
  const [, owner = "", name = "", fields = ""] = whole;
  const field = /(\w+): object\(expression: \$(\w+)\) \{ \.\.\. on Blob \{ oid text \} \}/g;
  if (fields.replaceAll(field, "").trim() !== "") return null;
  const objects = Array.from(fields.matchAll(field), ([, alias = "", expression = ""]) => ({
    alias,
    expression: variable(expression),
  }));
  return { owner: variable(owner), name: variable(name), objects };
}

/** Each blob with its text; a link is its own blob, a folder has no fields of a blob, and what is missing is null. */
export async function answerObjects(call: Call, repository: Repository, objects: readonly AskedObject[]) {
  if (!may(call.token, repository, "contents", "read")) return null;
  const answers = await Promise.all(
    objects.map(async ({ alias, expression }): Promise<[string, unknown]> => {
      const [revision = "", path] = expression.split(/:(.*)/s);
      const from = path === undefined ? expression : `${await repository.git.resolveCommit(revision)}:${path}`;
      const oid = await repository.git.resolve(from);
      const type = oid === null ? null : await repository.git.objectType(oid);
      if (oid === null || type === null) return [alias, null];
      if (type !== "blob") return [alias, {}];
      return [alias, { oid, text: (await repository.git.readBlob(oid)).toString("utf8") }];
    }),
  );
  return Object.fromEntries(answers) as Record<string, unknown>;
}
