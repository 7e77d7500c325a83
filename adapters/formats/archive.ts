import type { FormatName } from "../../core/registry/formats.ts";
import { detectFormat } from "./detect.ts";
import { type PickleContents, PickleReader, maxPackedPickles, maxPickleBytes } from "./pickle-contents.ts";
import { type Problems, quote } from "./problems.ts";
import type { RandomAccessFile } from "./random-access-file.ts";
import { readTarMembers } from "./tar.ts";
import { openZipMember, readZipDirectory } from "./zip.ts";

/** Enough to recognize a member. Times the number of members looked at, it bounds what is decompressed. */
const startBytes = 64 * 1024;
const maxListed = 256;

export interface ArchiveMember {
  readonly path: string;
  readonly sizeBytes: number;
  /** undefined: not looked at. */
  readonly format: FormatName | undefined;
}

export interface ArchiveFacts {
  readonly kind: "archive";
  readonly memberCount: number;
  /** The first 256. */
  readonly members: readonly ArchiveMember[];
  /** What the pickles among these members import; undefined when there are none. */
  readonly pickles: PickleContents | undefined;
}

interface Member {
  readonly path: string;
  readonly sizeBytes: number;
  readonly open: (limitBytes: number) => Promise<RandomAccessFile>;
}

const pickleFormats: ReadonlySet<FormatName> = new Set(["pickle", "joblib", "pytorch-legacy"]);

/** PyTorch's raw tensors, such as archive/data/17: thousands of them, and nothing in them to recognize. */
const isTensorStorage = (path: string): boolean => /^[^/]+\/data\/\d+$/.test(path);

async function inspectMembers(members: readonly Member[], problems: Problems): Promise<ArchiveFacts> {
  const pickles = new PickleReader(problems);
  const listed: ArchiveMember[] = [];
  const shown = members.filter(({ path }) => !isTensorStorage(path)).slice(0, maxListed);
  let pickleCount = 0;
  for (const { path, sizeBytes, open } of shown) {
    const format = await problems.attempt(async () => detectFormat(await open(startBytes)));
    listed.push({ path, sizeBytes, format });
    if (format === undefined || !pickleFormats.has(format)) continue;
    if (++pickleCount > maxPackedPickles) pickles.giveUp(`Only the first ${maxPackedPickles} pickles in it were read.`);
    else await problems.attempt(async () => pickles.read(await open(maxPickleBytes)));
  }
  reportPaths(members, problems);
  return {
    kind: "archive",
    memberCount: members.length,
    members: listed,
    pickles: pickleCount > 0 ? pickles.contents() : undefined,
  };
}

function reportPaths(members: readonly Member[], problems: Problems): void {
  const seen = new Set<string>();
  for (const { path } of members) {
    if (/^([/\\]|[a-z]:)/i.test(path) || path.split(/[/\\]/).includes("..")) {
      problems.add(`Its member ${quote(path)} would be unpacked outside the folder.`);
    }
    if (seen.has(path)) problems.add(`It has two members ${quote(path)}; readers differ in which one counts.`);
    seen.add(path);
  }
}

/** Reads the directory of a zip archive (also of the model formats that are one), and the pickles in it. */
export async function inspectZip(file: RandomAccessFile, problems: Problems): Promise<ArchiveFacts> {
  const members = await readZipDirectory(file);
  return inspectMembers(
    members.map((member) => ({
      path: member.path,
      sizeBytes: member.sizeBytes,
      open: (limitBytes) => openZipMember(file, member, limitBytes),
    })),
    problems,
  );
}

/** Reads the members of a tar archive, and the pickles among them. */
export async function inspectTar(file: RandomAccessFile, problems: Problems): Promise<ArchiveFacts> {
  const members = await readTarMembers(file);
  return inspectMembers(
    members.map((member) => ({ path: member.path, sizeBytes: member.sizeBytes, open: async () => member })),
    problems,
  );
}
