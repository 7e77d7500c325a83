import { assetRoutes } from "../releases/assets.ts";
import { branchRoutes } from "../repository/branches.ts";
import { checkRoutes } from "../checks/checks.ts";
import { commitRoutes } from "../repository/commits.ts";
import { contentRoutes } from "../repository/contents.ts";
import { deploymentRoutes } from "../checks/deployments.ts";
import { gitObjectRoutes } from "../repository/git-objects.ts";
import { gitRefRoutes } from "../repository/git-refs.ts";
import { graphqlRoutes } from "../graphql/graphql.ts";
import { issueRoutes } from "../pulls/issues.ts";
import { peopleRoutes } from "../people/people.ts";
import { pullRoutes } from "../pulls/pulls.ts";
import { releaseRoutes } from "../releases/releases.ts";
import { repositoryRoutes } from "../repository/repositories.ts";
import { reviewRoutes } from "../pulls/reviews.ts";
import type { Route } from "./router.ts";
import { settingsRoutes } from "../people/settings.ts";
import type { ServerName } from "../state.ts";
import { statusRoutes } from "../checks/statuses.ts";
import { storageRoutes } from "../releases/storage.ts";
import { uploadRoutes } from "../releases/uploads.ts";

/** What each of the three origins answers. */
export const routes: Readonly<Record<ServerName, readonly Route[]>> = {
  api: [
    ...repositoryRoutes,
    ...releaseRoutes,
    ...assetRoutes,
    ...gitRefRoutes,
    ...gitObjectRoutes,
    ...contentRoutes,
    ...commitRoutes,
    ...branchRoutes,
    ...pullRoutes,
    ...reviewRoutes,
    ...issueRoutes,
    ...statusRoutes,
    ...checkRoutes,
    ...deploymentRoutes,
    ...settingsRoutes,
    ...peopleRoutes,
    ...graphqlRoutes,
  ],
  uploads: uploadRoutes,
  assets: storageRoutes,
};

export const everyRoute: readonly Route[] = [...routes.api, ...routes.uploads, ...routes.assets];
