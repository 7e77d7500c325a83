import { APP_TOKEN, CHECKOUT, type UsesAction } from "./workflow-actions.ts";

/**
 * The workflow that opens a promotion's pull request by hand. With an App its checks start at once; without, they wait
 * until somebody approves them.
 */
export function promoteWorkflow({ uses }: { readonly uses: UsesAction }): string {
  return `name: promote

on:
  workflow_dispatch:
    inputs:
      model:
        description: The model
        required: true
        type: string
      version:
        description: The version to promote, or the stage that holds it
        required: true
        type: string
      stage:
        description: The stage that is to hold it
        required: true
        type: string

permissions: {}

concurrency:
  group: promote-\${{ inputs.model }}@\${{ inputs.stage }}
  cancel-in-progress: false

jobs:
  promote:
    runs-on: ubuntu-latest
    permissions:
      contents: write           # the branch of the pull request
      pull-requests: write
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      # An App's pull requests are checked at once; those of this workflow wait until somebody approves the checks.
      - id: app
        if: \${{ vars.MODELYARD_APP_CLIENT_ID != '' }}
        uses: ${APP_TOKEN}
        with:
          client-id: \${{ vars.MODELYARD_APP_CLIENT_ID }}
          private-key: \${{ secrets.MODELYARD_APP_PRIVATE_KEY }}
          permission-contents: write
          permission-pull-requests: write
      - uses: ${uses("promote")}
        with:
          model: \${{ inputs.model }}
          version: \${{ inputs.version }}
          stage: \${{ inputs.stage }}
          token: \${{ steps.app.outputs.token || github.token }}
`;
}
