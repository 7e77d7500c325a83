import { expect, test } from "vitest";
import { settleExtras } from "./marker-extras.ts";

test.for([
  ["sys_platform == 'win32'", [], { condition: "sys_platform == 'win32'" }],
  ["extra == 'cpu'", [], undefined],
  ["extra != 'cpu'", [], { condition: undefined }],
  ["extra != 'cpu'", ["cpu"], undefined],
  ['extra == "Foo_Bar" and python_version < "3.11"', ["foo-bar"], { condition: 'python_version < "3.11"' }],
  ["extra != 'extra-8-training-cpu' or extra == 'extra-8-training-gpu'", [], { condition: undefined }],
  [
    "(sys_platform == 'linux' or extra == 'a') and (os_name == 'nt' or 'x' in platform_version) and extra != 'b'",
    [],
    { condition: "sys_platform == 'linux' and (os_name == 'nt' or 'x' in platform_version)" },
  ],
  ["platform_version not in 'a b' and extra == 'a'", ["a"], { condition: "platform_version not in 'a b'" }],
  ["extra == 'a' and )", [], { condition: undefined }],
] as const)("%s with %j", ([marker, chosen, settled]) => {
  expect(settleExtras(marker, chosen)).toEqual(settled);
});
