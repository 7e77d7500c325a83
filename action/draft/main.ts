import { resolve } from "node:path";
import { commandLine } from "../../operations/workspace/shell-command.ts";
import { openProposalTarget } from "../../operations/propose/target.ts";
import { proposeDraft } from "../../operations/propose/changes.ts";
import { withDraftInputs } from "../../operations/draft/request.ts";
import { runStep } from "../runner.ts";
import { environmentWith, registryLocation, workspaceOf } from "../checkout.ts";
import { DRAFT_WORDING, readDraftInputs } from "./inputs.ts";
import { reportDraft } from "./report.ts";

await runStep(DRAFT_WORDING, async (runner) => {
  const { model, told, code, registry, token, apiUrl } = readDraftInputs(runner.input);
  const workspace = workspaceOf(runner);
  const checkout = {
    location: await registryLocation(runner, registry),
    environment: environmentWith(runner, token, apiUrl),
    workingFolder: workspace,
    codeFolder: resolve(workspace, code),
    now: runner.now(),
  };
  const target = await openProposalTarget(checkout.location, checkout.environment);
  const command = commandLine("draft", [model], { ...told });
  const drafted = await withDraftInputs(model, told, checkout, (options) => proposeDraft(target, options, command));
  return reportDraft(runner, drafted);
});
