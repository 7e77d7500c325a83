import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OutputChunk } from "rolldown";
import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { LICENSES_FILE, bundledPackages, licensesText } from "./third-party.ts";

const root = join(import.meta.dirname, "..");

test("the packages of a bundle's modules are found, each once, with the text of their licence", async () => {
  const files = ["yaml/browser/dist/index.js", "yaml/browser/dist/log.js", "@actions/core/lib/core.js"];
  const moduleIds = [...files.map((file) => join(root, "node_modules", file)), join(root, "core/errors.ts")];
  const found = await bundledPackages([{ type: "chunk", moduleIds } as unknown as OutputChunk]);
  expect(found).toMatchObject([
    { name: "@actions/core", license: "MIT", location: "node_modules/@actions/core" },
    { name: "yaml", version: manifest.devDependencies.yaml, license: "ISC" },
  ]);
  expect(licensesText(found)).toMatch(/yaml [\d.]+ \(ISC\)\n\nCopyright Eemeli Aro/);
});

test("a package that forgot the text has the one that is the same for everybody", async () => {
  const moduleIds = [join(root, "node_modules/@aws-sdk/nested-clients/dist-es/index.js")];
  const [found] = await bundledPackages([{ type: "chunk", moduleIds } as unknown as OutputChunk]);
  expect(found).toMatchObject({ license: "Apache-2.0" });
  expect(found?.licenseText).toContain("Grant of Patent License");
});

test.each(["action/dist", "dist"])("%s holds the licences of all packages in it, with their texts", async (folder) => {
  const text = await readFile(join(root, folder, LICENSES_FILE), "utf8");
  expect(text).not.toContain("\r");
  const [, ...parts] = text.split(`\n${"-".repeat(80)}\n\n`);
  expect(parts.length).toBeGreaterThan(10);
  for (const part of parts) {
    const [names = "", ...licence] = part.split("\n\n");
    for (const name of names.split("\n")) expect(name).toMatch(/^\S+ \d+\.\d+\.\d+\S* \(.+\)$/);
    expect(licence.join("\n\n").length).toBeGreaterThan(300);
  }
  for (const name of ["yaml", "semver", "@aws-sdk/client-s3"]) expect(text).toMatch(new RegExp(`^${name} \\d`, "m"));
});
