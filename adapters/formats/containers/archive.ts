import { type FormatName, findFormat } from "../../../core/formats/catalogue.ts";
import { guessFormat } from "../detect/guess-format.ts";
import { type PickleContents, PickleReader, MAX_PACKED_PICKLES, MAX_PICKLE_BYTES } from "../pickle/pickle-contents.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { readTarMembers } from "../bytes/tar.ts";
import { openZipMember, readZipDirectory } from "../bytes/zip.ts";

/** Enough to recognize a member. Times the number of members looked at, it bounds what is decompressed. */
const startBytes = 64 * 1024;
/** How much of an archive inside another is looked at. */
export const packedBytes = MAX_PICKLE_BYTES;
const MAX_LISTED = 256;
const MAX_NESTED = 4;

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
  /** What the pickles among these members, and in archives among them, import; undefined when there are none. */
  readonly pickles: PickleContents | undefined;
}

interface Member {
  readonly path: string;
  readonly sizeBytes: number;
  readonly open: (limitBytes: number) => Promise<RandomAccessFile>;
}

const pickleFormats: ReadonlySet<FormatName> = new Set(["pickle", "joblib", "pytorch-legacy"]);
const zipFormats: ReadonlySet<FormatName> = new Set([
  "pytorch-zip",
  "torchscript",
  "skops",
  "skops-untrusted",
  "keras",
  "zip",
]);
const sealedFormats: ReadonlySet<FormatName> = new Set([
  "gzip",
  "zlib",
  "zstd",
  "bzip2",
  "xz",
  "lzma",
  "lz4",
  "7z",
  "rar",
]);

/**
 * PyTorch's raw tensors, such as archive/data/17: thousands of them, and nothing in them to recognize. So are the
 * pickles by which a TorchScript program names the lines of its errors: Python never sees them.
 */
const isUninteresting = (path: string, format: FormatName): boolean =>
  /^[^/]+\/data\/\d+$/.test(path) || (format === "torchscript" && /^[^/]+\/code\/.*\.debug_pkl$/.test(path));

/** Looks into the members of one archive, and of archives inside it. */
class ArchiveInspection {
  readonly #problems: Problems;
  readonly #pickles: PickleReader;
  #pickleCount = 0;
  #nestedCount = 0;

  constructor(problems: Problems, format: FormatName) {
    this.#problems = problems;
    this.#pickles = new PickleReader(problems, { isTorchscript: format === "torchscript" });
  }

  async inspect(members: readonly Member[], format: FormatName): Promise<ArchiveFacts> {
    const listed = await this.#look(members, format, 0);
    const pickles = this.#pickleCount > 0 ? this.#pickles.contents() : undefined;
    return { kind: "archive", memberCount: members.length, members: listed, pickles };
  }

  async #look(members: readonly Member[], format: FormatName, depth: number): Promise<readonly ArchiveMember[]> {
    reportPaths(members, this.#problems);
    const interesting = members.filter(({ path }) => !isUninteresting(path, format));
    const listed: ArchiveMember[] = [];
    for (const member of interesting.slice(0, MAX_LISTED)) {
      const found = await this.#problems.attempt(async () => (await guessFormat(await member.open(startBytes))).format);
      if (depth === 0) listed.push({ path: member.path, sizeBytes: member.sizeBytes, format: found });
      if (found === undefined) this.#pickles.leaveOut();
      else await this.#problems.attempt(() => this.#lookInto(member, found, depth));
    }
    if (interesting.length > MAX_LISTED) {
      this.#pickles.giveUp(`Only ${MAX_LISTED} of its ${interesting.length} members were looked at.`);
    }
    return listed;
  }

  async #lookInto(member: Member, format: FormatName, depth: number): Promise<void> {
    if (pickleFormats.has(format)) {
      if (++this.#pickleCount <= MAX_PACKED_PICKLES) await this.#pickles.read(await member.open(MAX_PICKLE_BYTES));
      else this.#pickles.giveUp(`Only the first ${MAX_PACKED_PICKLES} pickles in it were read.`);
      return;
    }
    const isArchive = format === "tar" || zipFormats.has(format);
    if (!isArchive && !sealedFormats.has(format)) return;
    if (!isArchive || depth > 0 || ++this.#nestedCount > MAX_NESTED) {
      const title = findFormat(format)?.title ?? format;
      this.#pickles.giveUp(`Its member ${quote(member.path)} (${title}) was not looked into.`);
      return;
    }
    const inner = await member.open(packedBytes);
    await this.#look(
      format === "tar" ? await tarMembers(inner) : await zipMembers(inner, this.#problems),
      format,
      depth + 1,
    );
  }
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

async function zipMembers(file: RandomAccessFile, problems: Problems): Promise<readonly Member[]> {
  const members = await readZipDirectory(file);
  return members.map((member) => ({
    path: member.path,
    sizeBytes: member.sizeBytes,
    open: (limitBytes) => openZipMember(file, member, { limitBytes, oddity: (message) => problems.add(message) }),
  }));
}

async function tarMembers(file: RandomAccessFile): Promise<readonly Member[]> {
  const members = await readTarMembers(file);
  return members.map((member) => ({ path: member.path, sizeBytes: member.sizeBytes, open: async () => member }));
}

/** Reads the directory of a zip archive (also of the model formats that are one), and the pickles in it. */
export async function inspectZip(
  file: RandomAccessFile,
  format: FormatName,
  problems: Problems,
): Promise<ArchiveFacts> {
  return new ArchiveInspection(problems, format).inspect(await zipMembers(file, problems), format);
}

/** Reads the members of a tar archive, and the pickles among them. */
export async function inspectTar(file: RandomAccessFile, problems: Problems): Promise<ArchiveFacts> {
  return new ArchiveInspection(problems, "tar").inspect(await tarMembers(file), "tar");
}
