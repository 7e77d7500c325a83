import { openProposalTarget } from "../../operations/propose/target.ts";
import { proposePromotion } from "../../operations/propose/changes.ts";
import { runStep } from "../runner.ts";
import { environmentWith, registryLocation } from "../checkout.ts";
import { PROMOTE_WORDING, readPromoteInputs } from "./inputs.ts";
import { reportPromotion } from "./report.ts";

await runStep(PROMOTE_WORDING, async (runner) => {
  const { model, version, stage, registry, token, apiUrl } = readPromoteInputs(runner.input);
  const environment = environmentWith(runner, token, apiUrl);
  const target = await openProposalTarget(await registryLocation(runner, registry), environment);
  const now = runner.now().toISOString();
  const to = { reference: `${model}@${version}` };
  const promotion = await proposePromotion(target, { stage, to, environment, now });
  await reportPromotion(runner, promotion);
  return "success";
});
