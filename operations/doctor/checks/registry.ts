import { type Check, ok, problem } from "../check.ts";

export const registry: Check = {
  name: "registry",
  examine({ registry: { settings, files }, findings, prefix }) {
    const errors = findings.filter(({ severity }) => severity === "error").length;
    if (settings === undefined && files.size === 0) {
      return [
        problem(
          `There is no registry: no ${prefix}registry/registry.yaml`,
          "Run modelyard init, and commit what it writes.",
        ),
      ];
    }
    if (errors === 0 && settings !== undefined)
      return [ok(`${files.size === 1 ? "1 file" : `${files.size} files`}, no errors`)];
    const many = errors === 1 ? "1 error" : `${errors} errors`;
    return [problem(`The registry's files have ${many}`, "Run modelyard validate: it names each with its line.")];
  },
};
