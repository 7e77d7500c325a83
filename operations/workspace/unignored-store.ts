import { relative, resolve, sep } from "node:path";
import { isIgnored } from "../../adapters/git/ignored.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { ModelyardError } from "../../core/errors.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";

export interface UnignoredStore {
  /** One sentence without a closing full stop. */
  readonly message: string;
  readonly fix: string;
}

/**
 * That a registry's file store lies where `git add` takes its bytes into commits; undefined where it does not, or where nobody
 * can tell which store it is.
 */
export async function unignoredStore(folder: string): Promise<UnignoredStore | undefined> {
  try {
    return await look(folder);
  } catch (error) {
    // What is wrong with registry.yaml has findings of its own, and a registry can be started where there is no git.
    if (error instanceof ModelyardError) return undefined;
    throw error;
  }
}

async function look(folder: string): Promise<UnignoredStore | undefined> {
  const path = await storeFolder(folder);
  if (path === undefined) return undefined;
  // Any file in it stands for all: a pattern may name the folder or what it holds.
  if ((await isIgnored(folder, `${path}/models/any`)) !== false) return undefined;
  const inside = relative(folder, path).split(sep).join("/");
  const message = `The store ${inside === "" ? "." : inside} lies in the repository and is not ignored: git add would commit the bytes of every model`;
  const elsewhere = "choose a folder outside of the repository in registry/registry.yaml";
  const isBeside = inside !== "" && !inside.startsWith("../");
  const ignore = isBeside
    ? `put the line /${inside}/ into .gitignore beside registry/`
    : "ignore it in a .gitignore above it";
  return { message, fix: `Before you commit, ${ignore}, or ${elsewhere}.` };
}

async function storeFolder(folder: string): Promise<string | undefined> {
  const { store } = (await new RegistryReader(openFolder(folder)).settings()).artifacts;
  return store === "github-releases" || store.type !== "file" ? undefined : resolve(folder, store.path);
}
