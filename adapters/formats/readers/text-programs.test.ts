// Programs in texts: what a library runs when it loads the file is refused, what runs only on demand is noted.
import { describe, expect, test } from "vitest";
import { inspectModelFile } from "../inspect.ts";
import { memoryFile } from "../bytes/random-access-file.ts";

async function problemsOf(path: string, content: string): Promise<string> {
  const { problems } = await inspectModelFile(memoryFile(path, Buffer.from(content)));
  return problems.map(({ message }) => message).join("\n");
}

const far = "x".repeat(5 * 1024 * 1024);
const keras = (layer: object): string =>
  JSON.stringify({ class_name: "Sequential", config: { layers: [{ class_name: "Dense", config: {} }, layer] } });
const net = (layer: string): string => `<?xml version="1.0"?>\n<net version="11"><layers>${layer}</layers></net>\n`;

describe("what the file's own library runs", () => {
  test.each([
    ["c.yaml", "model:\n  _target_: os.system\n", "_target_"],
    ["c.yaml", 'model:\n  "\\x5ftarget\\u005f": os.system\n', "_target_"],
    ["c.yaml", 'model:\n  "_tar\\\n    get_": os.system\n', "_target_"],
    ["c.yaml", "model: {? _target_ : os.system}\n", "_target_"],
    ["c.yaml", "a: &key _target_\nb:\n  *key : os.system\n", "_target_"],
    ["c.yaml", 'a: "x # y"\nb: {c: "x # y", _target_: os.system}\n', "_target_"],
    ["c.yaml", `a: ${far}\nmodel:\n  _target_: os.system\n`, "_target_"],
    ["c.json", '{"a": {"\\u005ftarget_" : "os.system"}}', "_target_"],
    ["c.json", `{"a": "${far}", "b": {"_target_"${" ".repeat(20_000)}: "os.system"}}`, "_target_"],
    ["c.txt", "model:\n  _target_: os.system\n", "_target_"],
    ["c.txt", "a: {b: 1, _target_: os.system}\n", "_target_"],
    ["c.cfg", 'a: {"\\x5ftarget_": os.system}\n', "_target_"],
    ["c.txt", "a: {? _target_ : os.system}\n", "_target_"],
    ["c.txt", 'A line of words.\n{"a": {"_target_": "os.system"}}\n', "_target_"],
    ["c.toml", 'a = {_target_ = "os.system"}\n', "_target_"],
    ["graph.pbtxt", 'node {\n  op: "PyFunc"\n}\n', "graph of TensorFlow's"],
    ["graph.pbtxt", 'versions { producer: 1 }\nnode # here\n  <op: "Py" "Func">\n', "graph of TensorFlow's"],
    ["g.txt", '# made by hand\nnode: {\n  op: "Write\\106ile"\n}\n', "graph of TensorFlow's"],
    ["graph.pbtxt", 'node: [{\n  op: "PyFunc"\n}]\n', "graph of TensorFlow's"],
    ["graph.txt", 'library { function { node_def: [ {op: "PyFunc"} ] } }\n', "graph of TensorFlow's"],
    ["graph.txt", 'debug_info {}\nnode [{op: "PyFunc"}]\n', "graph of TensorFlow's"],
    ["graph.txt", 'version: "1"\nnode <op: "PyFunc">\n', "graph of TensorFlow's"],
    ["graph.txt", 'unheard_of: 1 node {op: "PyFunc"}\n', "graph of TensorFlow's"],
    ["net.prototxt", 'layer { type: "Python" python_param { module: "os" } }\n', "Python modules"],
    ["m.json", keras({ class_name: "Lambda", config: {} }), "Lambda layers"],
    ["m.json", keras({ class_name: "Lambda", config: {} }).replace("Lambda", "\\u004cambda"), "Lambda layers"],
    ["m.json", `{"class_name": "Dense", "class_name": "Lambda", "x": "${far}"}`, "Lambda layers"],
    ["m.json", keras({ class_name: "Evil", module: "acme.layers", config: {} }), 'imports "acme.layers"'],
    ["m.yaml", "class_name: Lambda\nconfig: {}\n", "Lambda layers"],
    ["m.yaml", "class_name: !!str Lambda\nconfig: {}\n", "Lambda layers"],
    ["m.yaml", "class_name: &a !!str 'Lambda'\nconfig: {}\n", "Lambda layers"],
    ["m.yaml", "class_name: >-\n  Lambda\nconfig: {}\n", "Lambda layers"],
    ["m.yaml", "name: &a Lambda\nclass_name: *a\n", "Lambda layers"],
    ["m.xml", net('<layer id="0" type="Own" library="./own.so"/>'), "a library of machine code"],
    ["m.xml", net("<layer id=\"0\"\n  library\n = 'own.so'/>"), "a library of machine code"],
    ["m.xml", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "c">]><a>&b;</a>\n`, "entities of its own"],
    ["m.xml", `<?xml version="1.0" encoding="UTF-7"?><a/>\n`, "another encoding"],
    [
      "m.pmml",
      `<?xml version="1.0"?><!DOCTYPE PMML SYSTEM "a.dtd"><PMML version="4.4"/>\n`,
      "a document type of its own",
    ],
  ])("%s", async (path, content, expected) => expect(await problemsOf(path, content)).toContain(expected));
});

describe("what runs only on demand", () => {
  test.each([
    ["config.json", '{"auto_map": {"AutoModel": "modeling.Model"}}', "auto_map"],
    ["config.json", '{"auto\\u005fmap": {"AutoModel": "modeling.Model"}}', "auto_map"],
    ["config.yaml", "auto_map:\n  AutoModel: modeling.Model\n", "auto_map"],
    ["tokenizer_config.json", '{"chat_template": "{{ messages }}"}', "Jinja templates"],
    ["tokenizer_config.json", '{"chat_template": "\\u007b\\u007b messages }}"}', "Jinja templates"],
    ["tokenizer_config.json", '{"chat_template": ["{", "{ messages }}"]}', "Jinja templates"],
    ["tokenizer_config.json", '{"a": [{"name": "b", "template": "{% if c %}d{% endif %}"}]}', "Jinja templates"],
    ["tokenizer_config.json", `{"a": "${far}", "chat_template": "{{ messages }}"}`, "Jinja templates"],
  ])("%s", async (path, content, expected) => expect(await problemsOf(path, content)).toContain(expected));
});

test.each([
  ["vocab.json", '{"_target_": 12, "{{": 3, "{%": 4, "template": 5, "Lambda": 6}'],
  ["config.json", '{"prompt_template": "Hello {name}", "target": "churn"}'],
  ["README.md", "Hydra's `_target_` names a class:\n\n    _target_: acme.Model\n"],
  ["c.yaml", "my_target_column: a\ntext: Lambda\n"],
  ["config.pbtxt", 'name: "churn"\nplatform: "onnxruntime_onnx"\ninput [ { name: "a" dims: [ 1 ] } ]\n'],
  ["m.xml", net('<layer id="0" type="Relu" version="opset1"/>')],
  ["m.json", keras({ class_name: "Dense", module: "keras.layers", config: {} })],
])("%s says nothing that runs", async (path, content) => expect(await problemsOf(path, content)).toBe(""));

test.each([
  ["t.json", `["${"template: ".repeat(25_000)}"]`],
  ["t.yaml", "# ".repeat(130_000)],
  ["t.yaml", "\\".repeat(260_000)],
  ["t.txt", "node ".repeat(52_000)],
  ["t.xml", `<x ${"library ".repeat(32_000)}`],
])("256 KiB of hostile text in %s take time in proportion to their length", async (path, content) => {
  const cpu = process.cpuUsage();
  await inspectModelFile(memoryFile(path, Buffer.from(content)));
  expect(process.cpuUsage(cpu).user / 1000).toBeLessThan(1000);
});
