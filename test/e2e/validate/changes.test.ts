import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareRegistries } from "../../../core/changes/compare.ts";
import { CHANGE_RULES, checkChanges } from "../../../core/changes/rules/index.ts";
import type { CommitToCome, Comparison } from "../../../core/changes/rules/rule.ts";
import type { Finding } from "../../../core/registry/finding.ts";
import { readRegistry } from "../../../core/registry/reading/partial.ts";
import { fixtureTree } from "../../support/fixture-files.ts";

// One folder per rule: a base and a head that this rule alone has something to say about, and what it says.
const fixtures = join(import.meta.dirname, "../../fixtures/changes");

async function readComparison(rule: string): Promise<Comparison> {
  const [baseFolder, headFolder] = [join(fixtures, rule, "base"), join(fixtures, rule, "head")];
  const base = await readRegistry(fixtureTree(baseFolder));
  const head = await readRegistry(fixtureTree(baseFolder, headFolder));
  return { base, head, changes: compareRegistries(base, head), ...pathsOf(rule), ...commitsOf(rule) };
}

/** What git says of a merge, and of what lies beside the registry, stands in files beside the trees, a path a line. */
function pathsOf(rule: string): Pick<Comparison, "conflicts" | "twins"> {
  const [conflicts, twins] = ["conflicts.txt", "twins.txt"].map((name) => {
    const file = join(fixtures, rule, name);
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  });
  return { conflicts: conflicts ?? [], twins: twins ?? [] };
}

/** The commits whose clocks were wrong, as JSON. */
function commitsOf(rule: string): Pick<Comparison, "commitsToCome"> {
  const file = join(fixtures, rule, "commits.json");
  return existsSync(file) ? { commitsToCome: JSON.parse(readFileSync(file, "utf8")) as readonly CommitToCome[] } : {};
}

function render(findings: readonly Finding[]): string {
  const texts = findings.map(({ path, line, column, severity, rule, message, hint }) => {
    const place = [path, line, column].filter((part) => part !== undefined).join(":");
    return [`${place}  ${severity}  ${rule}`, `  ${message}`, ...(hint === undefined ? [] : [`  ${hint}`])].join("\n");
  });
  return `${texts.join("\n\n")}\n`;
}

test("every rule on changes has a fixture, and every fixture its rule", () => {
  expect(readdirSync(fixtures).sort()).toEqual(CHANGE_RULES.map(({ name }) => name).sort());
});

test.each(CHANGE_RULES.map(({ name }) => name))("%s speaks about its fixture, and no other rule does", async (rule) => {
  const comparison = await readComparison(rule);
  const findings = checkChanges(comparison);
  await expect(render(findings)).toMatchFileSnapshot(join(fixtures, rule, "expected.txt"));
  expect(new Set(findings.map((finding) => finding.rule))).toEqual(new Set([rule]));
  const others = CHANGE_RULES.filter(({ name }) => name !== rule);
  expect(checkChanges(comparison, others)).toEqual([]);
});

test.each(CHANGE_RULES)("$name explains itself", ({ name, title, why, hint }) => {
  expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(title).not.toMatch(/\.$/);
  for (const text of [why, hint]) expect(text).toMatch(/[.!]$/);
});
