import { assetRoutes } from "./assets.ts";
import { branchRoutes } from "./branches.ts";
import { checkRoutes } from "./checks.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { deploymentRoutes } from "./deployments.ts";
import { gitObjectRoutes } from "./git-objects.ts";
import { gitRefRoutes } from "./git-refs.ts";
import { graphqlRoutes } from "./graphql.ts";
import { issueRoutes } from "./issues.ts";
import { peopleRoutes } from "./people.ts";
import { pullRoutes } from "./pulls.ts";
import { releaseRoutes } from "./releases.ts";
import { repositoryRoutes } from "./repositories.ts";
import { reviewRoutes } from "./reviews.ts";
import type { Route } from "./router.ts";
import { settingsRoutes } from "./settings.ts";
import type { ServerName } from "./state.ts";
import { statusRoutes } from "./statuses.ts";
import { storageRoutes } from "./storage.ts";
import { uploadRoutes } from "./uploads.ts";

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
