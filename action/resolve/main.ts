import { resolve } from "node:path";
import { escapeTerminal } from "../../core/text/escape.ts";
import { nameOfLocation, parseLocation } from "../../operations/workspace/location.ts";
import { versionFileDigest } from "../../operations/deliver/version-digest.ts";
import { openRegistry } from "../../operations/deliver/open-registry.ts";
import { runStep } from "../runner.ts";
import { environmentWith, workspaceOf } from "../checkout.ts";
import { RESOLVE_WORDING, readResolveInputs } from "./inputs.ts";
import { type ResolvedStep, hasChanged, resolveOutputs, resolvedLine, resolvedMarkdown } from "./report.ts";

await runStep(RESOLVE_WORDING, async (runner) => {
  const { reference, path, current, allowYanked, ...inputs } = readResolveInputs(runner.input);
  const workspace = workspaceOf(runner);
  const location = parseLocation(inputs.registry, workspace);
  const registry = await openRegistry(location, { environment: environmentWith(runner, inputs.token) });

  const output = path === undefined ? undefined : resolve(workspace, path);
  const pulled = output === undefined ? undefined : await registry.pull(reference, { output, allowYanked });
  const resolved = pulled?.resolved ?? (await registry.resolve(reference, { allowYanked }));
  const digest = await versionFileDigest(registry.reader, resolved);

  const changed = hasChanged({ version: resolved.version, digest }, { current, unchanged: pulled?.unchanged });
  const step: ResolvedStep = { resolved, digest, registry: nameOfLocation(location), output, changed };
  for (const [name, value] of Object.entries(resolveOutputs(step))) runner.output(name, value);
  runner.say(resolvedLine(step));
  runner.annotate(
    resolved.warnings.map((text) => ({ level: "warning", title: "modelyard", message: escapeTerminal(text) })),
  );
  await runner.summarize(resolvedMarkdown(step));
  return "success";
});
