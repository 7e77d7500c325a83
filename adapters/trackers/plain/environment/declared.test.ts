import { expect, test } from "vitest";
import { declaredForPoetry, declaredRequirement } from "./declared.ts";

test.for([
  ["numpy", { name: "numpy", extras: [] }],
  [
    "Py_Socks [a, b]>=1,<2;python_version < '3.11'",
    { name: "py-socks", extras: ["a", "b"], condition: "python_version < '3.11'" },
  ],
  ["x @ https://a.example/x.whl;v=1[2]", { name: "x", extras: [] }],
  ["x @ https://a.example/x.whl ; os_name == 'nt'", { name: "x", extras: [], condition: "os_name == 'nt'" }],
] as const)("%s", ([requirement, declared]) => {
  expect(declaredRequirement(requirement)).toEqual(declared);
});

test.for([
  ["^1.2", [{}]],
  [{ version: "*", optional: true }, []],
  [{ version: "*", extras: ["socks"] }, [{ extras: ["socks"] }]],
  [
    { version: "*", python: ">=3.8,<3.11.2" },
    [{ condition: "python_version >= '3.8' and python_full_version < '3.11.2'" }],
  ],
  // No marker says this in a few words: a superset of packages still reproduces the run.
  [{ version: "*", python: "^3.8" }, [{}]],
  [
    { version: "*", python: "<3.9", markers: "os_name == 'nt' or os_name == 'java'" },
    [{ condition: "(os_name == 'nt' or os_name == 'java') and python_version < '3.9'" }],
  ],
  [
    [
      { version: "1", python: "<3.9" },
      { version: "2", python: ">=3.9" },
    ],
    [{ condition: "python_version < '3.9'" }, { condition: "python_version >= '3.9'" }],
  ],
] as const)("%j", ([value, declared]) => {
  const found = declaredForPoetry("A.b", structuredClone(value) as never);
  expect(found).toEqual(declared.map((each) => ({ name: "a-b", extras: [], ...each })));
});
