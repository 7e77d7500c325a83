const NAME = "(?!(?:true|false|null)\\n)[a-z](?:[a-z0-9_-]{0,62}[a-z0-9])?";

/**
 * A stage file as `promote` writes it: comments, then each key on its line. Long histories consist of these, and a
 * pattern reads them some hundred times faster than a YAML parser. Whatever else a stage file may be, the parser reads.
 */
const AS_WRITTEN = new RegExp(
  `^(?:#[\\x20-\\x7e]*\\n)*schema: stage/1\\nmodel: ${NAME}\\nstage: ${NAME}\\n` +
    `version: (?:"([0-9A-Za-z][0-9A-Za-z.-]{0,127})"|null)\\n$`,
);

const MAX_AS_WRITTEN_LENGTH = 4096;
const UTF_8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The version that a stage file's bytes name: what the registry would resolve the stage to.
 *
 * @returns null for a stage that is empty on purpose, and for a file that cannot be read as a stage file
 */
export function versionInStageFile(bytes: Uint8Array): string | null | Promise<string | null> {
  const match = bytes.length <= MAX_AS_WRITTEN_LENGTH ? AS_WRITTEN.exec(UTF_8.decode(bytes)) : null;
  return match === null ? parsedVersion(bytes) : (match[1] ?? null);
}

async function parsedVersion(bytes: Uint8Array): Promise<string | null> {
  // The parser is large, and most histories never need it.
  const { contentOf, readRegistryFile } = await import("../registry/file.ts");
  const file = readRegistryFile({ path: "", blobId: "" }, { kind: "stage", model: "", stage: "" }, bytes);
  return contentOf(file, "stage")?.version ?? null;
}
