import { resolve } from "node:path";
import { commandLine } from "../../operations/workspace/shell-command.ts";
import { openProposalTarget } from "../../operations/propose/target.ts";
import { proposeDraft } from "../../operations/propose/changes.ts";
import { type DraftContext, withDraftInputs } from "../../operations/draft/request.ts";
import { runStep } from "../runner.ts";
import { environmentWith, registryLocation, workspaceOf } from "../checkout.ts";
import { DRAFT_WORDING, readDraftInputs } from "./inputs.ts";
import { reportDraft } from "./report.ts";

await runStep(DRAFT_WORDING, async (runner) => {
  const { model, request, code, registry, token, apiUrl } = readDraftInputs(runner.input);
  const workspace = workspaceOf(runner);
  const context: DraftContext = {
    location: await registryLocation(runner, registry),
    environment: environmentWith(runner, token, apiUrl),
    workingFolder: workspace,
    codeFolder: resolve(workspace, code),
    now: runner.now(),
  };
  const target = await openProposalTarget(context.location, context.environment);
  const command = commandLine("draft", [model], { ...request });
  const drafted = await withDraftInputs(model, request, context, (inputs) => proposeDraft(target, inputs, command));
  return reportDraft(runner, drafted);
});
