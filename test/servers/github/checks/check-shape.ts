import type { RepositoryCall } from "../http/call.ts";
import type { Annotation, CheckRun } from "./check-state.ts";
import { nodeId, repositoryUrl, userShape, webUrl } from "../shapes.ts";

/** The app behind a token, as checks show it. */
function appShape(call: RepositoryCall, { app }: CheckRun) {
  const slug = app.user.login.replace("[bot]", "");
  return {
    id: app.user.id,
    slug,
    node_id: nodeId("App", app.user.id),
    owner: userShape(call, call.repository.owner),
    name: slug,
    description: null,
    external_url: `${call.world.origins.api}/apps/${slug}`,
    html_url: `${call.world.origins.api}/apps/${slug}`,
    created_at: call.repository.createdAt,
    updated_at: call.repository.createdAt,
    permissions: app.permissions,
    events: [],
  };
}

/** `check-run`. */
export function checkRunShape(call: RepositoryCall, run: CheckRun) {
  const url = `${repositoryUrl(call, call.repository)}/check-runs/${run.id}`;
  const html = `${webUrl(call, call.repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CheckRun", run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: appShape(call, run),
    pull_requests: [],
  };
}

/** `check-annotation`. */
export const annotationShape = (call: RepositoryCall, run: CheckRun, annotation: Annotation) => ({
  path: annotation.path,
  start_line: annotation.startLine,
  end_line: annotation.endLine,
  start_column: annotation.startColumn,
  end_column: annotation.endColumn,
  annotation_level: annotation.level,
  title: annotation.title,
  message: annotation.message,
  raw_details: annotation.rawDetails,
  blob_href: `${webUrl(call, call.repository)}/blob/${run.headSha}/${annotation.path}`,
});
