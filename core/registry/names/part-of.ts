import { modelFolder } from "./paths.ts";
import { REGISTRY_FOLDER, type Tree } from "../../tree/tree.ts";

/** A tree in which no models are found but one; others are there for who knows their names. */
export function partOf(tree: Tree, model: string): Tree {
  const models = `${REGISTRY_FOLDER}/models`;
  const isOther = (path: string) => path.startsWith(`${models}/`) && !path.startsWith(`${modelFolder(model)}/`);
  return {
    ...tree,
    list: async (prefix) => {
      if (prefix === models) return tree.list(modelFolder(model));
      const listed = await tree.list(prefix);
      return prefix === REGISTRY_FOLDER ? listed.filter(({ path }) => !isOther(path)) : listed;
    },
  };
}
