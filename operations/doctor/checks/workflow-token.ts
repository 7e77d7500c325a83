import { type Check, advice, ok, seen } from "../check.ts";

export const workflowToken: Check = {
  name: "workflow-token",
  examine: ({ github }) =>
    seen(github, ({ workflowToken: observed }) =>
      seen(observed, ({ defaultPermissions }) =>
        defaultPermissions === "read"
          ? ok("a workflow that names no permissions may only read")
          : advice(
              "A workflow that names no permissions may write everything: releases, branches, statuses",
              'Settings › Actions › General › Workflow permissions: choose "Read repository contents and packages permissions".',
            ),
      ),
    ),
};
