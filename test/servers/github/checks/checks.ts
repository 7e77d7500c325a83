import { type Answer, actor, created, ok, type RepositoryCall } from "../http/call.ts";
import { type Annotation, type CheckRun, conclusions } from "./check-state.ts";
import { annotationShape, checkRunShape } from "./check-shape.ts";
import { commitOf } from "../repository/commits.ts";
import { forbidden, invalid, notFound, unprocessable } from "../http/errors.ts";
import { iso } from "../repository/git-commit.ts";
import { listPage, pageOf } from "../http/paging.ts";
import type { RequestBody } from "../http/request-body.ts";
import { repositoryRoute, type Route } from "../http/router.ts";

const annotationLimit = 50;
const textLimit = 65_535;

/** What of `output` a request sets. Throws 422 beyond GitHub's limits. */
function writeOutput(run: CheckRun, output: RequestBody): void {
  const annotations = output.objects("annotations") ?? [];
  if (annotations.length > annotationLimit) {
    throw unprocessable(
      `Invalid request.\n\nNo more than ${annotationLimit} items are allowed; ${annotations.length} were supplied.`,
    );
  }
  for (const field of ["summary", "text"]) {
    if ((output.optionalText(field) ?? "").length > textLimit) {
      throw unprocessable(`Invalid request.\n\nOnly ${textLimit} characters are allowed; more were supplied.`);
    }
  }
  run.title = output.optionalText("title") ?? run.title;
  run.summary = output.optionalText("summary") ?? run.summary;
  run.text = output.optionalText("text") ?? run.text;
  // Those of an update are added to those that are there.
  run.annotations.push(...annotations.map(annotation));
}

function annotation(given: RequestBody): Annotation {
  const line = given.number("start_line");
  const level = given.oneOf("annotation_level", ["notice", "warning", "failure"] as const);
  if (line === undefined) throw invalid(given.missing("start_line"));
  if (level === undefined) throw invalid(given.missing("annotation_level"));
  return {
    path: given.text("path"),
    startLine: line,
    endLine: given.number("end_line") ?? line,
    startColumn: given.number("start_column") ?? null,
    endColumn: given.number("end_column") ?? null,
    level,
    title: given.optionalText("title") ?? null,
    message: given.text("message"),
    rawDetails: given.optionalText("raw_details") ?? null,
  };
}

function write(call: RepositoryCall, run: CheckRun): void {
  const body = call.body.of("CheckRun");
  run.name = body.optionalText("name") ?? run.name;
  run.externalId = body.optionalText("external_id") ?? run.externalId;
  run.detailsUrl = body.optionalText("details_url") ?? run.detailsUrl;
  run.startedAt = body.optionalText("started_at") ?? run.startedAt;
  run.status = body.oneOf("status", ["queued", "in_progress", "completed"] as const) ?? run.status;
  const conclusion = body.oneOf("conclusion", conclusions);
  if (conclusion !== undefined) {
    run.conclusion = conclusion;
    run.status = "completed";
  } else if (body.optionalText("status") === "completed") {
    throw unprocessable("Invalid request.\n\nA conclusion is required when the status is completed.");
  }
  if (run.status === "completed") run.completedAt = body.optionalText("completed_at") ?? iso(call.world.now());
  const output = body.object("output");
  if (output !== undefined) writeOutput(run, output);
}

async function createCheckRun(call: RepositoryCall): Promise<Answer> {
  const app = actor(call);
  if (app.kind === "user") throw forbidden("You must authenticate via a GitHub App.");
  const body = call.body.of("CheckRun");
  const name = body.text("name");
  const { sha } = await commitOf(call, body.text("head_sha"));
  const run: CheckRun = {
    id: call.world.nextId(),
    headSha: sha,
    app,
    // All runs of an app on a commit land in one suite: with GITHUB_TOKEN that is another workflow's.
    suiteId: call.repository.checkRuns.find((other) => other.headSha === sha)?.suiteId ?? call.world.nextId(),
    name,
    status: "queued",
    conclusion: null,
    externalId: "",
    detailsUrl: null,
    startedAt: iso(call.world.now()),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
  };
  write(call, run);
  call.repository.checkRuns.push(run);
  return created(checkRunShape(call, run));
}

function checkRunOf(call: RepositoryCall): CheckRun {
  const run = call.repository.checkRuns.find(({ id }) => id === Number(call.params["check_run_id"]));
  if (run === undefined) throw notFound();
  return run;
}

function updateCheckRun(call: RepositoryCall): Answer {
  const run = checkRunOf(call);
  if (run.app.user !== actor(call).user) throw forbidden("Invalid app_id for this check run");
  write(call, run);
  return ok(checkRunShape(call, run));
}

async function listCheckRuns(call: RepositoryCall): Promise<Answer> {
  const { query } = call;
  const { sha } = await commitOf(call, call.params["ref"] ?? "");
  const name = query.get("check_name");
  const found = call.repository.checkRuns
    .filter((run) => run.headSha === sha && (name === null || run.name === name))
    .toReversed();
  const latest =
    query.get("filter") === "all" ? found : [...new Map(found.toReversed().map((run) => [run.name, run])).values()];
  const page = pageOf(call, latest);
  return ok(
    { total_count: latest.length, check_runs: page.items.map((run) => checkRunShape(call, run)) },
    page.headers,
  );
}

export const checkRoutes: readonly Route[] = [
  repositoryRoute("POST", "/check-runs", { checks: "write" }, createCheckRun),
  repositoryRoute("GET", "/check-runs/{check_run_id}", { checks: "read" }, (call) =>
    ok(checkRunShape(call, checkRunOf(call))),
  ),
  repositoryRoute("PATCH", "/check-runs/{check_run_id}", { checks: "write" }, updateCheckRun),
  repositoryRoute("GET", "/check-runs/{check_run_id}/annotations", { checks: "read" }, (call) => {
    const run = checkRunOf(call);
    return listPage(call, run.annotations, (one) => annotationShape(call, run, one));
  }),
  repositoryRoute("GET", "/commits/{ref}/check-runs", { checks: "read" }, listCheckRuns),
];
