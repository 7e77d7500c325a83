import type { Check } from "../check.ts";
import { actionsPullRequests } from "./actions-pull-requests.ts";
import { actionsSettings } from "./actions-settings.ts";
import { branchApprovals } from "./branch-approvals.ts";
import { branchCodeOwners } from "./branch-code-owners.ts";
import { branchHistory } from "./branch-history.ts";
import { branchPullRequest } from "./branch-pull-request.ts";
import { branchStaleApprovals } from "./branch-stale-approvals.ts";
import { bypass } from "./bypass.ts";
import { codeowners } from "./codeowners.ts";
import { editorSchemas } from "./editor-schemas.ts";
import { folderSize } from "./folder-size.ts";
import { git } from "./git.ts";
import { immutableReleases } from "./immutable-releases.ts";
import { mergeMethods } from "./merge-methods.ts";
import { mergeQueue } from "./merge-queue.ts";
import { ownPromotions } from "./own-promotions.ts";
import { pathFilter } from "./path-filter.ts";
import { pinnedActions } from "./pinned-actions.ts";
import { policy } from "./policy.ts";
import { publishWorkflow } from "./publish-workflow.ts";
import { registry } from "./registry.ts";
import { requiredCheck } from "./required-check.ts";
import { storeIgnored } from "./store-ignored.ts";
import { storeInWorkflows } from "./store-in-workflows.ts";
import { store } from "./store.ts";
import { tagCreation } from "./tag-creation.ts";
import { tagProtection } from "./tag-protection.ts";
import { teamOwners } from "./team-owners.ts";
import { validateWorkflow } from "./validate-workflow.ts";
import { workflowCheckout } from "./workflow-checkout.ts";
import { workflowPermissions } from "./workflow-permissions.ts";
import { workflowState } from "./workflow-state.ts";
import { workflowToken } from "./workflow-token.ts";

/** What is looked at, under the heading that it is shown under. */
export const CHECKS: readonly { readonly title: string; readonly checks: readonly Check[] }[] = [
  {
    title: "Registry",
    checks: [
      git,
      registry,
      policy,
      codeowners,
      store,
      storeIgnored,
      storeInWorkflows,
      editorSchemas,
      ownPromotions,
      folderSize,
    ],
  },
  {
    title: "Workflows",
    checks: [
      validateWorkflow,
      pathFilter,
      publishWorkflow,
      workflowCheckout,
      workflowPermissions,
      pinnedActions,
      teamOwners,
    ],
  },
  { title: "Actions on GitHub", checks: [actionsSettings, workflowState, workflowToken, actionsPullRequests] },
  {
    title: "Protection on GitHub",
    checks: [
      branchPullRequest,
      branchApprovals,
      branchCodeOwners,
      branchStaleApprovals,
      requiredCheck,
      mergeQueue,
      mergeMethods,
      branchHistory,
      bypass,
    ],
  },
  { title: "Releases on GitHub", checks: [tagCreation, tagProtection, immutableReleases] },
];
