import { type RegistryFile, readRegistryFile } from "../registry/file.ts";
import type { Finding } from "../registry/finding.ts";
import { type FixedText, applyFixes } from "../registry/fix.ts";
import { checkFile, checkFileToFix } from "./index.ts";

/** A file that cannot be read shows its other mistakes once it can, so fixing takes some rounds; never this many. */
const MAX_ROUNDS = 8;

/**
 * Applies every automatic fix to a file, and those that become possible by them, until there is none left.
 * Comments and formatting stay as they are.
 *
 * @returns the new text, what was fixed, and what is left for a person; positions of `left` are those of the new text
 */
export function fixFile(file: RegistryFile): FixedText {
  const applied: Finding[] = [];
  let current = file;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const fixed = applyFixes(current.source.text, checkFileToFix(current));
    if (fixed.applied.length === 0) break;
    for (const finding of fixed.applied) applied.push(finding);
    current = readRegistryFile(file, file.identity, new TextEncoder().encode(fixed.text));
  }
  return { text: current.source.text, applied, left: checkFile(current) };
}
