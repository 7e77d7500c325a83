import { resolve } from "node:path";
import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { escapeTerminal } from "../../core/text/escape.ts";
import { nameOfLocation, parseLocation } from "../../operations/workspace/location.ts";
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
  const file = await registry.reader.versionFile(resolved.model, resolved.version);
  if (file === undefined) throw new TypeError("a resolved version has a file");
  const digest = `sha256:${sha256OfBytes(file)}`;

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
