import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readMarkdown } from "../../test/support/markdown-reader.ts";
import type { ModelVersion } from "../../schemas/generated/types.ts";
import { renderReleaseNotes } from "./release-notes.ts";

const sha256 = "a".repeat(64);

/** A version with `text` wherever its file may hold words of somebody. */
function versionWith(text: string, count = 1): ModelVersion {
  const many = <Value>(make: (name: string) => Value) => Array.from({ length: count }, (_, n) => make(`${text}${n}`));
  return {
    schema: "model-version/1",
    model: "churn",
    version: "1.0.0",
    description: `${text}\n\n${text}`,
    created_at: "2026-06-30T14:03:11Z",
    author: text,
    artifacts: many((path) => ({ path, size: 1, sha256 })),
    metrics: Object.fromEntries(many((name) => [name, 1])),
    datasets: many((uri) => ({ uri, digest: text, role: text })),
    code: { repository: text, commit: "1".repeat(40), dirty: true },
    signature: { inputs: many((name) => ({ name, type: "long" })), outputs: [{ type: "long" }] },
  };
}

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."@acme/team #1 :tada: http://a.example www.a.example <img> <!-- ` `` | \\| \\` \\\\| ** [a](b) ![a](b) &#64; $x$ \\ --- \r \u202e".split(
          " ",
        ),
      ),
      fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(" "));

const CONSTRUCTS = new Set(
  "root heading paragraph strong text inlineCode table tableRow tableCell blockquote".split(" "),
);

test("nothing of a version is live in its notes, and no table breaks", () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const notes = renderReleaseNotes(versionWith(text), { most: 100_000 });
      const { kinds, prose } = readMarkdown(notes);
      expect([...kinds].filter((kind) => !CONSTRUCTS.has(kind))).toEqual([]);
      expect(prose.filter((part) => /@[A-Za-z0-9]|#[0-9]|:[a-z]+:|\$|:\/\/|www\./i.test(part))).toEqual([]);
      expect(notes).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
    }),
  );
});

test("they tell what the version is", () => {
  expect(renderReleaseNotes(versionWith("churn"), { most: 100_000 })).toMatchInlineSnapshot(`
    "> \`churn\`
    >
    > \`churn\`

    ### Metrics

    | metric | value |
    |---|---|
    | \`churn0\` | 1 |

    ### Data

    | dataset | role |
    |---|---|
    | \`churn0 churn\` | \`churn\` |

    **Code** \`churn 1111111111111111111111111111111111111111\`, with uncommitted changes

    **Inputs** \`churn0: long\`

    **Outputs** \`: long\`

    ### Files

    | file | size | sha256 |
    |---|---|---|
    | \`churn0\` | 1 B | \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\` |

    \`version.yaml\` is the registered entry; \`sha256sum -c SHA256SUMS\` checks the files."
  `);
});

test.each([100_000, 20_000, 1000])("however much there is to tell, they fit into %i characters", (most) => {
  const notes = renderReleaseNotes(versionWith("|@x".repeat(1000), 1000), { most });
  expect(notes.length).toBeLessThanOrEqual(most);
  expect(notes).toContain("SHA256SUMS");
});
