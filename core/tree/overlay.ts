import { compareText } from "../text/order.ts";
import type { Tree, TreeEntry } from "./tree.ts";

/** A tree with some files added or replaced: how a change would look before it is written. */
export function overlayTree(base: Tree, files: ReadonlyMap<string, string>): Tree {
  const encoder = new TextEncoder();
  const added = new Map([...files].map(([path, text]) => [path, encoder.encode(text)]));
  return {
    id: base.id,
    ...(base.readAttributes && { readAttributes: async () => (await base.readAttributes?.()) ?? [] }),
    async list(prefix) {
      const below = await base.list(prefix);
      const entries = below.filter((entry) => !added.has(entry.path));
      const news = [...added].filter(([path]) => path === prefix || path.startsWith(`${prefix}/`));
      const newEntries = news.map(([path, bytes]): TreeEntry => ({
        path,
        blobId: `new:${path}`,
        mode: "100644",
        sizeBytes: bytes.length,
      }));
      return [...entries, ...newEntries].sort((a, b) => compareText(a.path, b.path));
    },
    async read(paths) {
      const contents = new Map(await base.read(paths.filter((path) => !added.has(path))));
      for (const path of paths) {
        const bytes = added.get(path);
        if (bytes !== undefined) contents.set(path, bytes);
      }
      return contents;
    },
  };
}
