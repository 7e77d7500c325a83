import { describe, expect, test } from "vitest";
import { withoutSecretParts } from "./draft-parts.ts";
import { withoutSecrets } from "./redact-addresses.ts";
import { isSecretName, withoutSecretOptions } from "./secret-names.ts";

describe("an address without its secrets", () => {
  test.each([
    ["https://alice:secret@acme.com/a.csv?v=3&sig=x", "https://acme.com/a.csv?v=3"],
    ["https://acme.com/a#access_token=y&state=1", "https://acme.com/a#state=1"],
    ["https://acme.com/a#section-2", "https://acme.com/a#section-2"],
    ["git+https://acme.com/a.git@v1#egg=a", "git+https://acme.com/a.git@v1#egg=a"],
    ["https://acme.com/a;token=x/b;v=1", "https://acme.com/a/b;v=1"],
    ["https://acme.com/?a=1;token=x", "https://acme.com/?a=1"],
    ["jdbc:sqlserver://acme.com;user=a;password=b;encrypt=true", "jdbc:sqlserver://acme.com;user=a;encrypt=true"],
    ["see 1https://u:p@acme.com now", "see 1https://acme.com now"],
    ["ssh://git@acme.com/a", "ssh://git@acme.com/a"],
  ])("%s", (address, clean) => {
    expect(withoutSecrets(address)).toBe(clean);
  });
});

describe("what is named as a secret", () => {
  test.each(["password", "DB_PASSWORD", "db.apiKey", "HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "--token", "clientSecret"])(
    "%s is one",
    (name) => {
      expect(isSecretName(name)).toBe(true);
    },
  );
  test.each(["pad_token", "eos_token", "max_tokens", "key", "primary_key", "tokenizer", "secretary", "token_type"])(
    "%s is none",
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );
});

test.each([
  ["python train.py --password hunter2 --lr 0.1", "python train.py --password *** --lr 0.1"],
  ["python train.py --api-key=abc data", "python train.py --api-key=*** data"],
  ["HF_TOKEN=abc python train.py", "HF_TOKEN=*** python train.py"],
  ["train --password 'two words' x", "train --password *** x"],
  ["train --token $HF_TOKEN --pad-token x", "train --token $HF_TOKEN --pad-token x"],
  ["train --use-password --lr 1", "train --use-password --lr 1"],
])("a command without its secrets: %s", (command, clean) => {
  expect(withoutSecretOptions(command)).toBe(clean);
});

test("secrets in parameters and the command stay out of an entry, and a note says so", () => {
  const parts = withoutSecretParts({
    parameters: { lr: 0.1, db_password: "hunter2", use_auth_token: true, "https://a:b@acme.com": 1 },
    training: { command: "train --token abc" },
    notes: [],
  });
  expect(parts).toEqual({
    parameters: { lr: 0.1, use_auth_token: true, "https://acme.com": 1 },
    training: { command: "train --token ***" },
    notes: [
      "Parameters with the names of secrets are left out of the entry: db_password.",
      "Values of options that are secrets are left out of the command.",
      "Passwords, tokens and signatures in addresses are left out of the entry: who reads it may not be who may know them.",
    ],
  });
});
