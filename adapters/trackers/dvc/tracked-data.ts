import { readdir } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { isFile } from "../../files/look-at.ts";

const programs: ReadonlySet<string> = new Set(
  ".py .pyx .ipynb .r .rmd .jl .sh .bash .ps1 .bat .sql .js .mjs .cjs .ts .scala .java .kt .c .cc .cpp .h .hpp .cu .rs .go .m .lua .pl .rb".split(
    " ",
  ),
);

/** What says how programs run, and what people read about them. */
const settings: ReadonlySet<string> = new Set(
  ".yaml .yml .toml .cfg .ini .conf .env .lock .md .rst .mk .cmake .dockerfile .gitignore .dvcignore".split(" "),
);

const codeFiles =
  /^(?:dockerfile|makefile|gnumakefile|jenkinsfile|justfile|procfile|rakefile|license|licence|readme|(?:[\w-]*requirements|constraints)[\w.-]*\.(?:txt|in))(?:\..*)?$/i;

const codeFolders = /^(?:src|source|lib|libs|scripts?|code|notebooks?|utils?|tools?|bin|pkg|packages?|conf|configs?)$/i;

/**
 * Whether DVC tracks what lies at a path: by a pointer of its own, one of a folder that it lies in, or those of what lies
 * in it.
 *
 * @param root The folder that pointers are looked for in, and not above.
 */
export async function isTracked(path: string, root: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (await isFile(`${at}.dvc`)) return true;
    if (at === root || dirname(at) === at || !at.startsWith(root)) break;
  }
  return (await namesIn(path)).some((name) => name.endsWith(".dvc") && name !== ".dvc");
}

/** Whether a person would call it code or settings, and not data. A folder with programs in it is one of code. */
export async function isCode(path: string): Promise<boolean> {
  const name = basename(path);
  const extension = extname(path).toLowerCase();
  if (programs.has(extension) || settings.has(extension) || codeFiles.test(name)) return true;
  const names = await namesIn(path);
  if (names.length === 0) return codeFolders.test(name);
  return codeFolders.test(name) || names.some((each) => programs.has(extname(each).toLowerCase()));
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
