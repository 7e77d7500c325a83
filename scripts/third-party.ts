// Which packages a bundle holds, and the file of their licences: what they ask of everybody who hands their code on.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RolldownOutput } from "rolldown";

const root = join(import.meta.dirname, "..");

/** The name of the file beside a bundle. */
export const LICENSES_FILE = "THIRD-PARTY-LICENSES.txt";

/** A package whose code is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The texts that its authors want to come with it: its licence, and its notice where it has one. */
  readonly licenseText: string;
  /** From the root of the project, as npm's lock file and reports write it. */
  readonly location: string;
}

/** Sorted by name. A package may be in it in several versions. */
export async function bundledPackages(
  files: readonly RolldownOutput["output"][number][],
): Promise<readonly BundledPackage[]> {
  const modules = files.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  const locations = new Set(modules.flatMap((id) => PACKAGE_LOCATION.exec(id)?.[1] ?? []));
  const packages = await Promise.all([...locations].map(readPackage));
  return packages.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

const PACKAGE_LOCATION = /\/(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/@]+)\//;

const placeOf = ({ name, version, location }: BundledPackage): string => `${name} ${version} ${location}`;

async function readPackage(location: string): Promise<BundledPackage> {
  const folder = join(root, location);
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const { name, version, license } = manifest;
  if (license === undefined) throw new Error(`${location}/package.json names no licence: nobody may hand it on.`);
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|copying|notice)\b/i.test(file)).sort();
  const texts = await Promise.all(files.map(async (file) => tidy(await readFile(join(folder, file), "utf8"))));
  const licenseText = texts.length > 0 ? texts.join("\n\n") : await textOfLicense(license, location);
  return { name, version, license, licenseText, location };
}

/** Some packages name their licence and forget its text. This one is the same for everybody, and the project's own. */
async function textOfLicense(license: string, location: string): Promise<string> {
  if (license === "Apache-2.0") return tidy(await readFile(join(root, "LICENSE"), "utf8"));
  throw new Error(`${location} holds no text of its licence (${license}).`);
}

/** The same on every machine, whichever line ends a package has. */
function tidy(text: string): string {
  return text.replaceAll(/[ \t]*\r?\n/g, "\n").trim();
}

/** The text of the file: each licence once, below the packages that have it. */
export function licensesText(bundled: readonly BundledPackage[]): string {
  const namesByText = new Map<string, Set<string>>();
  for (const { name, version, license, licenseText } of bundled) {
    const names = namesByText.get(licenseText) ?? new Set();
    namesByText.set(licenseText, names.add(`${name} ${version} (${license})`));
  }
  const parts = [...namesByText].map(([text, names]) => `${[...names].join("\n")}\n\n${text}\n`);
  const rule = `\n${"-".repeat(80)}\n\n`;
  return `modelyard contains code of these packages:\n${rule}${parts.join(rule)}`;
}
