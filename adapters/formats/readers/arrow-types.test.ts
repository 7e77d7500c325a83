import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { memoryFile } from "../bytes/random-access-file.ts";
import { detectFormat } from "../inspect.ts";

const frameworks = join(import.meta.dirname, "../../../test/fixtures/frameworks");
const PYARROW = "arrow.py_extension_type";
/** As long, so that nothing else of the file moves. */
const RAY = "ray.data.arrow_tensor_x";

/** The fixture with another type's name, also in the base64 that Parquet's footer holds. */
async function withType(name: string, type: string): Promise<Buffer> {
  const text = (await readFile(join(frameworks, name))).toString("latin1").replaceAll(PYARROW, type);
  const renamed = text.replaceAll(/[A-Za-z0-9+/]{64,}={0,2}/g, (run) => {
    const schema = Buffer.from(run, "base64").toString("latin1");
    return schema.includes(PYARROW) ? Buffer.from(schema.replaceAll(PYARROW, type), "latin1").toString("base64") : run;
  });
  return Buffer.from(renamed, "latin1");
}

test.each(["pickled-type.feather", "pickled-type.parquet"])("%s with a type of Ray, or with another", async (name) => {
  const plain = name.endsWith(".parquet") ? "parquet" : "arrow";
  expect(await detectFormat(memoryFile(name, await withType(name, RAY)))).toBe("arrow-pickle");
  expect(await detectFormat(memoryFile(name, await withType(name, "acme.some_other_type_01")))).toBe(plain);
});

test("a schema that is longer than what is looked at is none that could be trusted", async () => {
  const footer = Buffer.alloc(17 * 1024 * 1024);
  const lengthBytes = Buffer.alloc(4);
  lengthBytes.writeUInt32LE(footer.length);
  const bytes = Buffer.concat([Buffer.from("PAR1"), footer, lengthBytes, Buffer.from("PAR1")]);
  expect(await detectFormat(memoryFile("table.parquet", bytes))).toBe("arrow-pickle");
});
