import { expect, test } from "vitest";
import { memoryFile } from "./bytes/random-access-file.ts";
import { findStandIn } from "./stand-ins.ts";

const LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
const DVC = "outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 5\n  path: model.pkl\n";

test.each<[string, string, string | undefined]>([
  ["model.safetensors", LFS, "Git LFS pointer"],
  ["bundle/weights.bin", LFS, "Git LFS pointer"],
  ["model.pkl.dvc", DVC, "DVC pointer"],
  ["model.onnx", "\n<!DOCTYPE html>\n<html><body>404</body></html>", "HTML page"],
  ["model.onnx", "", "empty"],
  ["bundle/__init__.py", "", undefined],
  ["bundle/report.html", "<html><body>Curves</body></html>", undefined],
  ["notes.txt", `About ${LFS}`, undefined],
  ["large.txt", LFS + "x".repeat(2000), undefined],
])("%s", async (path, text, what) => {
  const found = await findStandIn(memoryFile(path, Buffer.from(text)), !path.includes("/"));
  expect(/Git LFS pointer|DVC pointer|HTML page|empty/.exec(found?.what ?? "")?.[0]).toBe(what);
});
