import { describe, expect, test } from "vitest";
import { type PickleContents, PickleReader } from "./pickle-contents.ts";
import { isExpectedImport } from "./pickle-imports.ts";
import { Problems } from "../bytes/problems.ts";
import { memoryFile } from "../bytes/random-access-file.ts";

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

async function read(text: string): Promise<PickleContents & { readonly problems: readonly string[] }> {
  const problems = new Problems();
  const reader = new PickleReader(problems);
  await reader.read(memoryFile("x.pkl", latin1(text)));
  const contents = reader.contents();
  return { ...contents, problems: problems.list().map(({ message }) => message) };
}

/** "module.name()" of what is called, "module.name" of what is only imported. */
const importsOf = async (text: string): Promise<readonly string[]> =>
  (await read(text)).imports.map(({ module, name, called }) => `${module}.${name}${called ? "()" : ""}`);

describe("every way to import and to call", () => {
  test.each([
    ["GLOBAL and REDUCE", "cos\nsystem\n(S'id'\ntR.", ["os.system()"]],
    ["GLOBAL alone", "cos\nsystem\n.", ["os.system"]],
    ["INST", "(S'id'\nios\nsystem\n.", ["os.system()"]],
    ["OBJ", "(cos\nsystem\nS'id'\no.", ["os.system()"]],
    ["NEWOBJ", "\x80\x02cos\nsystem\n)\x81.", ["os.system()"]],
    ["NEWOBJ_EX", "\x80\x04\x8c\x02os\x8c\x06system\x93)}\x92.", ["os.system()"]],
    ["BUILD on a class", "\x80\x02cm\nC\n}b.", ["m.C()"]],
    ["STACK_GLOBAL of texts", "\x80\x04\x8c\x02os\x8c\x06system\x93.", ["os.system"]],
    ["STACK_GLOBAL of long texts", "\x80\x04X\x02\0\0\0os\x8d\x06\0\0\0\0\0\0\0system\x93.", ["os.system"]],
    ["STACK_GLOBAL of old texts", "S'os'\nU\x06system\x93.", ["os.system"]],
    ["STACK_GLOBAL of unicode lines", "Vos\nVsystem\n\x93.", ["os.system"]],
    ["STACK_GLOBAL from the memo", "\x80\x04\x8c\x06system\x94\x8c\x02os\x9400h\x01h\x00\x93.", ["os.system"]],
    [
      "STACK_GLOBAL from a far memo",
      "S'os'\np1000000\n0S'system'\nr\xff\xff\xff\xff0g1000000\nj\xff\xff\xff\xff\x93.",
      ["os.system"],
    ],
    ["MEMOIZE behind a far memo", "S'os'\np5\n0S'system'\n\x940g5\nh\x01\x93.", ["os.system"]],
    ["a text that was copied", "S'os'\n2\x93.", ["os.os"]],
    ["a text with escapes", "S'o\\x73'\nS'system'\n\x93.", ["(computed).system"]],
    ["a text that is the result of a call", "\x80\x04cm\nf\n)R\x8c\x06system\x93.", ["(computed).system", "m.f()"]],
    ["the extension registry", "\x80\x02\x82\x07)R\x83\x01\x02.", ["copyreg extension.513", "copyreg extension.7()"]],
    ["a call kept in the memo", "cos\nsystem\nq\x000h\x00(S'id'\ntR.", ["os.system()"]],
    ["numbers as only C reads them", "I\0\n0I7\0x\n0S'os'\np +1_0\n0g10\nS'system'\n\x93.", ["os.system"]],
    ["a name with dots", "\x80\x04\x8c\x02os\x8c\x0bpath.exists\x93.", ["os.path.exists"]],
    ["a name beyond ASCII", "c\xc3\xa9\nx\n.", ["é.x"]],
    [
      "behind other objects",
      "\x80\x04(K\x01G\0\0\0\0\0\0\0\0]\x94(NK\x02e}(\x8c\x01a\x88u\x8f(K\x01\x90(K\x02\x91cos\nsystem\nt.",
      ["os.system"],
    ],
  ])("%s", async (_, text, expected) => {
    expect(await importsOf(text)).toEqual(expected);
  });

  test("a persistent id does not end the search", async () => {
    expect(await importsOf("Pstorage\ncos\nsystem\n\x86.")).toEqual(["os.system"]);
  });
});

describe("what is not read to its end", () => {
  test.each([
    ["a text of 2^63 bytes", `\x80\x04\x8d${"\0".repeat(7)}\x80.`, "goes past the file's end"],
    ["cut off", "\x80\x04\x8c\x0aos", "goes past the file's end"],
    ["cut off in a number", "\x80\x04J\x01", "in the middle of its header"],
    ["cut off in a line", "cos\nsys", "in the middle of its header"],
    ["without STOP", "N", "in the middle of its header"],
    ["an unknown opcode", "N\0.", "Byte 1 of its pickle is no opcode"],
    ["an unknown protocol", "\x80\x09N.", "protocol 9"],
    ["an empty stack", "R.", "takes more from the stack than there is"],
    ["a mark that is not there", "Nt.", "closes a list that it never opened"],
    ["a memo that is not there", "h\x05.", "recalls what it never stored"],
    ["a number that is none", "Iyes\n.", '"yes" where a number should be'],
    ["nested too deeply", "(".repeat(20_000), "nested too deeply"],
    ["a name across the end of a frame", `\x80\x04\x95\x05${"\0".repeat(7)}cos\nxsystem\n.`, "crosses its frame"],
    ["a frame in a frame", `\x80\x04\x95\x0f${"\0".repeat(7)}N0\x95\x99${"\0".repeat(7)}N0N0.`, "crosses its frame"],
    ["too many opcodes", `\x80\x04${"N0".repeat(600_000)}.`, "more opcodes than modelyard reads"],
    ["too many opcodes in two", `\x80\x04${"N0".repeat(300_000)}N.`.repeat(2), "more opcodes than modelyard reads"],
    [
      "too many names",
      Array.from({ length: 1100 }, (_, index) => `cm\nn${index}\n`).join(""),
      "more names than modelyard lists",
    ],
    ["too many pickles", "\x80\x02N.".repeat(70), "more than 64 pickles"],
  ])("%s", async (_, text, problem) => {
    const { complete, problems } = await read(text);
    expect(complete).toBe(false);
    expect(problems.join(" ")).toContain(problem);
  });

  test("imports in front of the fault count", async () => {
    const { imports, complete } = await read("cos\nsystem\n(S'id'\ntR\0");
    expect(imports).toMatchObject([{ module: "os", name: "system", called: true, expected: false }]);
    expect(complete).toBe(false);
  });
});

describe("bytes behind a pickle", () => {
  test("another pickle is read", async () => {
    expect(await importsOf("\x80\x02N.\x80\x02cos\nsystem\n.")).toEqual(["os.system"]);
  });

  test("raw data that start like one are left alone", async () => {
    const { imports, problems, count } = await read("\x80\x02N.\x80\x02\0\0\0\0");
    expect({ imports, problems, count }).toEqual({ imports: [], problems: [], count: 1 });
  });
});

/** joblib's stand-in for an array, in front of its elements. */
const array = (dtype: string, shape: string, alignment = "K\x10"): string =>
  "\x80\x04cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(\x8c\x05dtype" +
  `cnumpy\ndtype\n\x8c${String.fromCharCode(dtype.length)}${dtype}\x89\x88\x87R` +
  `\x8c\x05shape${shape}\x8c\x1bnumpy_array_alignment_bytes${alignment}ub`;

describe("joblib's arrays", () => {
  test.each([
    ["padded numbers", array("f8", "K\x02\x85"), `\x03\xff\xff\xff${"c".repeat(16)}`],
    ["numbers without padding", array("i2", "K\x03\x85", "N"), "c".repeat(6)],
    ["texts", array("U2", "K\x02K\x03\x86"), `\x00${"c".repeat(48)}`],
    ["no elements", array("<f4", "K\0\x85"), "\x00"],
    ["a nested pickle", array("O8", "K\x01\x85"), "\x80\x04cm\nhidden\n."],
  ])("%s are skipped", async (_, wrapper, data) => {
    expect(await importsOf(`${wrapper}${data}cos\nsystem\n\x86.`)).toContain("os.system");
  });

  test("the pickle of an object array is read", async () => {
    expect(await importsOf(`${array("O8", "K\x01\x85")}\x80\x04cm\nhidden\n)R..`)).toContain("m.hidden()");
  });

  test.each([
    ["of an unknown type", array("X9", "K\x01\x85"), "of unknown size"],
    ["without a shape", array("f8", "N"), "of unknown size"],
    ["of negative size", array("f8", "J\xff\xff\xff\xff\x85"), "goes past the file's end"],
    ["of enormous size", array("f8", "J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86"), "goes past the file's end"],
  ])("an array %s ends what is known", async (_, wrapper, problem) => {
    const { complete, problems } = await read(`${wrapper}\x00${"c".repeat(64)}.`);
    expect(complete).toBe(false);
    expect(problems.join(" ")).toContain(problem);
  });
});

describe("expected names", () => {
  test.each([
    ["numpy", "ndarray"],
    ["__builtin__", "set"],
    ["copy_reg", "_reconstructor"],
    ["sklearn.linear_model._logistic", "LogisticRegression"],
    ["sklearn.pipeline", "Pipeline"],
    ["torch._utils", "_rebuild_tensor_v2"],
    ["torch._utils", "_rebuild_qtensor"],
    ["torch._utils", "_rebuild_sparse_tensor"],
    ["torch", "float8_e4m3fn"],
    ["numpy", "log1p"],
  ])("%s.%s", (module, name) => expect(isExpectedImport(module, name)).toBe(true));

  test.each([
    ["builtins", "eval"],
    ["builtins", "getattr"],
    ["builtins", "constructor"],
    ["numpy", "load"],
    ["numpy", "ndarray.tofile"],
    ["numpy.testing._private.utils", "runstring"],
    ["sklearn.linear_model._logistic", "clone"],
    ["sklearn.linear_model._logistic", "System.x"],
    ["sklearn.linear_model/os", "System"],
    ["xgboost.core", "Popen"],
    ["sklearn.utils._testing", "TempMemmap"],
    ["torch", "load"],
    ["torch.storage", "_load_from_bytes"],
    ["functools", "partial"],
    ["operator", "attrgetter"],
    ["pickle", "loads"],
    ["__proto__", "x"],
    ["constructor", "name"],
    ["(computed)", "(computed)"],
  ])("not %s.%s", (module, name) => expect(isExpectedImport(module, name)).toBe(false));
});
