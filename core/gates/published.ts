import type { Artifact } from "../../schemas/generated/types.ts";
import { doesMoreThan } from "../formats/catalogue.ts";
import { committedTextsOf } from "../registry/committed-text.ts";
import { VERSION_FILE } from "../registry/names/artifact-path.ts";
import { pathOf } from "../registry/names/paths.ts";
import type { StoredDocument, StoredFile } from "../store/store.ts";
import type { Gate, GateContext } from "./gate.ts";
import { joinReasons } from "../text/reasons.ts";
import type { GateOutcome } from "./verdict.ts";

const LABEL = "published";

/** Problems that are named; the rest are counted. */
const MAX_PROBLEMS = 4;

/**
 * The store must hold the version sealed: the same files by size and digest, and nothing besides, since whoever loads a
 * folder loads all of it; and the version file as it is registered.
 */
export const published: Gate = {
  name: "published",
  title: "The store holds exactly the files that the version file names, and can no longer change them",
  why: "A stage that names a version whose files are missing or different fails at the next deployment, or serves what nobody judged.",
  hint: "Merge the version file and let `modelyard publish` run. Where bytes differ from what was published, find out who changed them, then put the right ones back with `modelyard publish --from FOLDER`.",
  lines: [],
  onRollback: "kept",
  judge(context) {
    const { store, promotion, proposed } = context;
    const { model, version } = promotion;
    if (!store.known) return { label: LABEL, verdict: "unknown", reason: store.reason };
    const stored = store.value;
    const problems = stored.state === "absent" ? [] : compareFiles(proposed.value.artifacts, stored.files);
    switch (stored.state) {
      case "absent": {
        const reason = `the store holds nothing of ${model} ${version}: save its files first`;
        return { label: LABEL, verdict: "failed", reason, command: howToSave(context) };
      }
      case "draft":
        return { label: LABEL, ...judgeDraft(problems) };
      case "published":
        return {
          label: LABEL,
          ...judgePublished(context, [...problems, ...compareDocument(context, stored.document)]),
        };
    }
  },
};

/** What is merged, `publish` saves; before, it is drafted again as it was, which saves what the store lacks. */
function howToSave({ base, promotion: { model, version } }: GateContext): string {
  const isMerged = base.files.has(pathOf({ kind: "model-version", model, version }));
  return isMerged ? "modelyard publish --from FOLDER" : `modelyard draft ${model} --version ${version} …`;
}

type Answer = Pick<GateOutcome, "verdict" | "reason">;

/** `missing` may still come; `different` will never become right; `unseen` was not observed. */
interface Problem {
  readonly kind: "missing" | "different" | "unseen";
  readonly text: string;
}

function judgeDraft(problems: readonly Problem[]): Answer {
  const different = problems.filter(({ kind }) => kind === "different");
  if (different.length > 0) return { verdict: "failed", reason: describe(different) };
  const missing = problems.filter(({ kind }) => kind === "missing");
  if (missing.length > 0) return { verdict: "pending", reason: `saved in part: ${describe(missing)}` };
  const reason = "saved and not published yet: modelyard publish seals it once its version file is merged";
  return { verdict: "pending", reason };
}

function judgePublished({ base, promotion, proposed }: GateContext, problems: readonly Problem[]): Answer {
  const wrong = problems.filter(({ kind }) => kind !== "unseen");
  if (wrong.length > 0) return { verdict: "failed", reason: describe(wrong) };
  if (problems.length > 0) return { verdict: "unknown", reason: describe(problems) };
  const count = proposed.value.artifacts.length;
  const files = `${count === 1 ? "1 file" : `${count} files`}, digests equal`;
  const isRelease = base.settings?.value.artifacts.store === "github-releases";
  return {
    verdict: "passed",
    reason: isRelease ? `release ${promotion.model}@v${promotion.version}, ${files}` : files,
  };
}

function compareFiles(artifacts: readonly Artifact[], files: readonly StoredFile[]): readonly Problem[] {
  const stored = new Map(files.map((file) => [file.path, file]));
  const listed = new Set(artifacts.map(({ path }) => path));
  const extra = files.filter(({ path }) => !listed.has(path));
  return [
    ...artifacts.flatMap((artifact) => compareFile(artifact, stored.get(artifact.path)) ?? []),
    ...extra.map(({ path }) => different(`${path} is in the store and not in the version file`)),
  ];
}

function compareFile({ path, size, sha256, format }: Artifact, file: StoredFile | undefined): Problem | undefined {
  if (file === undefined) return { kind: "missing", text: `${path} is missing in the store` };
  if (!file.complete) return { kind: "missing", text: `${path} is not complete in the store` };
  if (file.sizeBytes !== size) {
    return different(`${path} has ${file.sizeBytes} bytes in the store and ${size} in the version file`);
  }
  if (file.sha256 === undefined) return { kind: "unseen", text: `the store does not report the digest of ${path}` };
  if (file.sha256 !== sha256) return different(`${path} has another digest in the store than in the version file`);
  if (format === undefined || file.format === undefined || !doesMoreThan(file.format, format)) return undefined;
  const bytes = file.format === "unknown" ? "of no format that modelyard knows" : file.format;
  return different(`${path} says in the version file that it is ${format}, and its bytes are ${bytes}`);
}

function* compareDocument({ proposed, sha256 }: GateContext, document: StoredDocument): Iterable<Problem> {
  if (document.sha256 === undefined) {
    yield { kind: "unseen", text: `the store does not report the digest of its ${VERSION_FILE}` };
  } else if (!committedTextsOf(proposed.file.bytes).some((text) => sha256(text) === document.sha256)) {
    yield different(`the store was sealed with another ${VERSION_FILE} than the version file`);
  }
  for (const name of document.damaged ?? [])
    yield different(`${name} in the store is not as it was when the version was published`);
}

function different(text: string): Problem {
  return { kind: "different", text };
}

function describe(problems: readonly Problem[]): string {
  return joinReasons(
    problems.map(({ text }) => text),
    MAX_PROBLEMS,
  );
}
