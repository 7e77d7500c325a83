import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { expectReadable, type Target } from "../target.ts";

/** A reader that does everything wrong, each on its own word: what the laboratory must notice. */
export const faultyTarget: Target = {
  name: "faulty",
  seeds: async () => new Map([["answer", Buffer.from("answer")]]),
  words: ["crash", "hang", "memory", "escape", "stray", "exit"],
  async run({ bytes }, folder) {
    const text = Buffer.from(bytes).toString("utf8");
    if (text.includes("crash")) throw new TypeError("as the input wants");
    if (text.includes("hang")) for (const end = process.cpuUsage().user + 6_000_000; process.cpuUsage().user < end;);
    if (text.includes("memory")) fill();
    if (text.includes("escape")) expectReadable("the answer", "\u001b[31mred");
    if (text.includes("stray")) await writeFile(join(folder, "../stray"), "");
    if (text.includes("exit")) process.exit(7);
    if (text.includes("answer")) throw new InputError({ code: "usage", message: "It is an answer.", hint: "None." });
  },
};

function fill(): never {
  const held: string[][] = [];
  for (;;) held.push(Array.from({ length: 100_000 }, (_, index) => `${held.length} ${index}`));
}
