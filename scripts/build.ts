// Makes dist/, which is the package that is published: the command line and the library, bundled, so that `modelyard` starts
// fast and needs nothing installed beside it.
import { chmod, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { writePackageFiles } from "./package-files.ts";
import { writeTypes } from "./package-types.ts";
import { bundledPackages } from "./third-party.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
/** Built apart and moved into place whole, so that a program that runs meanwhile finds the old one or the new one. */
const next = `${dist}.${process.pid}`;

const [made] = await Promise.all([bundle(next), writeTypes(join(next, "types"))]);
await chmod(join(next, "modelyard.js"), 0o755);
await writePackageFiles(next, await bundledPackages(made.output));

const old = `${dist}.old.${process.pid}`;
await rename(dist, old).catch((error: NodeJS.ErrnoException) =>
  error.code === "ENOENT" ? undefined : Promise.reject(error),
);
await rename(next, dist);
await rm(old, { recursive: true, force: true });
