import { ok } from "../http/call.ts";
import { fullRepositoryShape } from "./repository-shape.ts";
import { repositoryRoute, type Route } from "../http/router.ts";

export const repositoryRoutes: readonly Route[] = [
  repositoryRoute("GET", "", {}, (call) => ok(fullRepositoryShape(call, call.repository))),
];
