import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT_OWNER } from "../../core/project.ts";
import { withOwner } from "../../scripts/project-owner.ts";

const root = join(import.meta.dirname, "../..");
const LEFT_OVER = new RegExp(String.raw`\b${PROJECT_OWNER}\b|@modelyard/`);

test("a fork's owner gets into every file by one constant", async () => {
  const texts = new Map<string, string>();
  for await (const [path, text] of withOwner(root, "acme-tools")) texts.set(path, text);
  expect(texts.get("package.json")).toContain('"git+https://github.com/acme-tools/modelyard.git"');
  expect(texts.get(".github/CODEOWNERS")).toContain("/.github/ @acme-tools/maintainers\n");
  expect(texts.get("registry/models/penguins/model.yaml")).toContain('owners: ["@acme-tools/maintainers"]');
  expect(texts.get("docs/action.md")).toContain("      - uses: acme-tools/modelyard/action/draft@v1\n");
  expect(texts.get("SECURITY.md")).toContain("--repo acme-tools/modelyard");
  // github:OWNER/NAME is anybody's repository.
  const left = [...texts].flatMap(([path, text]) =>
    text
      .split("\n")
      .flatMap((line) => (LEFT_OVER.test(line.replaceAll(/OWNER\/NAME|@OWNER$/g, "")) ? [`${path}: ${line}`] : [])),
  );
  expect(left).toEqual([]);
});
