import { expect, test } from "vitest";
import { parseGtoTag } from "./gto-tag.ts";

// The same as gto 1.9's own parse_name (gto/tag.py) answers.
test.for([
  ["churn@v1.2.3", "churn", { type: "register", version: "v1.2.3" }, undefined],
  ["churn@v1.2.3-rc.1+b.2#7", "churn", { type: "register", version: "v1.2.3-rc.1+b.2" }, 7],
  ["churn@v1.2.3!", "churn", { type: "deregister", version: "v1.2.3" }, undefined],
  ["churn@v1.2.3!#2", "churn", { type: "deregister", version: "v1.2.3" }, 2],
  ["churn#prod", "churn", { type: "assign", stage: "prod" }, undefined],
  ["churn#prod#12", "churn", { type: "assign", stage: "prod" }, 12],
  ["churn#prod!#13", "churn", { type: "unassign", stage: "prod" }, 13],
  ["churn@deprecated#3", "churn", { type: "deprecate" }, 3],
  ["churn@created", "churn", { type: "create" }, undefined],
  ["models/eu=churn@v1.0.0", "models/eu:churn", { type: "register", version: "v1.0.0" }, undefined],
  ["a/b_c-d@v0.0.1", "a/b_c-d", { type: "register", version: "v0.0.1" }, undefined],
  ["X#eu/Prod#1", "X", { type: "assign", stage: "eu/Prod" }, 1],
] as const)("%s", ([tag, artifact, action, counter]) => {
  expect(parseGtoTag(tag)).toEqual({ artifact, action, counter });
});

test.for([
  "v1.2.3",
  "churn",
  "churn@1.2.3",
  "churn@v1.2",
  "churn@v01.2.3",
  "churn@v1.2.3-",
  "-churn@v1.2.3",
  "churn-@v1.2.3",
  "churn#prod#",
  "churn#prod##1",
  "churn@deprecated!",
  "churn#prod#1#2",
  "chürn@v1.0.0",
  "churn@v1.0.0\n",
  `${"a/".repeat(600)}@v1.0.0`,
])("%j is a tag of something else", (tag) => {
  expect(parseGtoTag(tag)).toBeUndefined();
});
