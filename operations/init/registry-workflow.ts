import { CHECKOUT, type UsesAction } from "./workflow-actions.ts";

/**
 * The workflow of a registry: checks pull requests and merge groups, publishes what is merged, and deploys what was
 * promoted. There is no path filter: a required check that never runs would hold a merge for ever.
 */
export function registryWorkflow({
  uses,
  branch = "main",
}: {
  readonly uses: UsesAction;
  /** The default branch. */
  readonly branch?: string;
}): string {
  return `name: registry

on:
  pull_request:
    types: [opened, synchronize, reopened, edited]    # edited: it may ask for a merge to another branch now
  pull_request_review:
    types: [submitted, dismissed]
  merge_group:
  push:
    branches: [${quoted(branch)}]
  schedule:
    - cron: "17 * * * *"        # gates that wait for time or approval, and what a merge by a workflow left to publish
  workflow_dispatch:

permissions: {}

jobs:
  validate:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pull-requests: write      # one comment with what would change
      statuses: write           # one status on the pull request's head
    concurrency:
      group: registry-validate-\${{ github.event.pull_request.number || github.sha }}-\${{ github.event_name }}
      cancel-in-progress: true
    steps:
      - uses: ${CHECKOUT}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: ${uses("validate")}

  publish:
    # A schedule runs on the default branch alone; what its event says of the repository is not documented.
    if: \${{ github.event_name == 'schedule' || (contains(fromJSON('["push", "workflow_dispatch"]'), github.event_name) && github.ref_name == github.event.repository.default_branch) }}
    runs-on: ubuntu-latest
    permissions:
      contents: write           # releases
      pull-requests: read       # the reviews that promotions came in with
    concurrency:
      # Not one group for all: a run that waits gives way to a newer one, and its promotions would be lost. Runs beside
      # each other do no harm.
      group: registry-publish-\${{ github.sha }}
      cancel-in-progress: false
    outputs:
      promotions: \${{ steps.publish.outputs.promotions }}
    steps:
      - uses: ${CHECKOUT}
        with:
          fetch-depth: 0
          persist-credentials: false
      - id: publish
        uses: ${uses("publish")}

  deploy:
    needs: publish
    # Also when publish ended red: what came in past a gate is not among the promotions.
    if: \${{ !cancelled() && needs.publish.outputs.promotions != '' && needs.publish.outputs.promotions != '[]' }}
    strategy:
      fail-fast: false
      matrix:
        promotion: \${{ fromJSON(needs.publish.outputs.promotions) }}
    runs-on: ubuntu-latest
    environment: \${{ matrix.promotion.stage }}
    permissions:
      contents: read
    concurrency:
      group: registry-deploy-\${{ matrix.promotion.model }}@\${{ matrix.promotion.stage }}
      cancel-in-progress: false
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - id: model
        uses: ${uses("resolve")}
        with:
          reference: \${{ matrix.promotion.model }}@\${{ matrix.promotion.version }}
          path: model
      - name: Deploy
        env:
          MODEL: \${{ steps.model.outputs.model }}
          VERSION: \${{ steps.model.outputs.version }}
          STAGE: \${{ matrix.promotion.stage }}
          FILES: \${{ steps.model.outputs.path }}
        run: |
          # Put here what brings the verified files to where they serve.
          echo "$MODEL $VERSION for $STAGE:"
          ls -l "$FILES"
`;
}

/** A name that YAML could read as something else, in quotes. */
function quoted(name: string): string {
  return /^[a-zA-Z][\w./-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
