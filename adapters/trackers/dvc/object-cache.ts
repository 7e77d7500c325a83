import { readFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { InputError } from "../../../core/errors.ts";
import type { ArtifactSource } from "../../../core/drafts/draft-parts.ts";
import { isFile, textAt } from "../../files/look-at.ts";
import { mappingsOf, parseText } from "../plain/document.ts";
import { isWithin } from "./choose-stage.ts";
import { md5OfFile } from "./md5.ts";
import type { DvcRecord } from "./record.ts";

/**
 * Finds recorded files among what DVC keeps on this machine: the cache of a project, and its remotes that are folders.
 * Every file is hashed before it is believed.
 */
export class DvcObjects {
  readonly #folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** @param roots Folders that hold a `.dvc` folder. */
  static async of(roots: readonly string[]): Promise<DvcObjects> {
    return new DvcObjects((await Promise.all(roots.map(objectFolders))).flat());
  }

  /**
   * The files of a record: one under `name`, or all of a directory below it.
   *
   * @param part Only what is at this path in the directory, which then counts as `name`.
   * @throws InputError `dvc-file-missing`, `dvc-object-damaged`, `dvc-pointer-invalid`
   */
  async files({ digest, algorithm, path }: DvcRecord, name: string, part = ""): Promise<ArtifactSource[]> {
    const [, md5 = "", directory] = /^md5:([0-9a-f]{32})(\.dir)?$/.exec(digest ?? "") ?? [];
    if (md5 === "") {
      const message = `${path} is recorded without an MD5, so it cannot be found in DVC's cache`;
      throw new InputError({ code: "dvc-pointer-invalid", message, hint: "Run dvc commit, and register it again." });
    }
    if (directory === undefined) return [{ path: name, file: await this.#find(md5, path, algorithm) }];
    const manifest = await this.#find(md5, path, "md5", ".dir");
    const entries = parseText(await readFile(manifest, "utf8"), { format: "json", path: manifest });
    const files: ArtifactSource[] = [];
    for (const entry of mappingsOf(entries)) {
      const { relpath, md5: of } = entry;
      if (typeof relpath !== "string" || typeof of !== "string" || !/^[0-9a-f]{32}$/.test(of)) throw damaged(manifest);
      if (part !== "" && !isWithin(relpath, part)) continue;
      const below = part === "" ? `/${relpath}` : relpath.slice(part.length);
      files.push({ path: name + below, file: await this.#find(of, `${path}/${relpath}`, algorithm) });
    }
    return files;
  }

  async #find(md5: string, path: string, algorithm: DvcRecord["algorithm"], end = ""): Promise<string> {
    for (const folder of this.#folders) {
      for (const layout of ["files/md5", "."]) {
        const file = join(folder, layout, md5.slice(0, 2), md5.slice(2) + end);
        if (!(await isFile(file))) continue;
        if ((await md5OfFile(file, algorithm)).md5 !== md5) throw damaged(file);
        return file;
      }
    }
    const message = `${path} is tracked by DVC, and its content is not in the cache here`;
    throw new InputError({ code: "dvc-file-missing", message, hint: "Run dvc fetch --all-tags, and import again." });
  }
}

function damaged(file: string): InputError {
  const message = `${file} is not what its name says`;
  return new InputError({ code: "dvc-object-damaged", message, hint: "Remove it, and run dvc fetch.", path: file });
}

/** Where a project's objects are. Paths in its settings count from its `.dvc` folder. Source: dvc/config.py. */
async function objectFolders(root: string): Promise<string[]> {
  const own = join(root, ".dvc");
  const settings = await Promise.all(["config", "config.local"].map((name) => textAt(join(own, name))));
  const places = settings.flatMap((text = "") =>
    text.split("\n").map((line) => /^(?:dir|url)\s*=(.+)$/s.exec(line.trim())?.[1]),
  );
  const named = places.map((place = "") => place.trim()).filter((place) => place !== "");
  const local = named.filter((place) => isAbsolute(place) || !/^\w+:/.test(place));
  return [join(own, "cache"), ...local.map((place) => resolve(own, place))];
}
