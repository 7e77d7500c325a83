import { parseArgs } from "node:util";
import { enter } from "../support/ledger.ts";
import { keepInput } from "./kept.ts";
import { experiment } from "./laboratory.ts";
import { TARGETS, findTarget } from "./targets/index.ts";

const HELP = `Usage: npm run fuzz -- [--minutes 5] [--target NAME] [--seed NUMBER]

Tries damaged input on everything that reads what others wrote, for so many minutes in all.
What goes wrong is kept in test/fixtures/fuzz, where npm test tries it from then on.

Targets: ${TARGETS.map(({ name }) => name).join(", ")}
`;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    target: { type: "string" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
} else {
  const targets = values.target === undefined ? TARGETS : [findTarget(values.target)];
  const timeMs = (Number(values.minutes) * 60_000) / targets.length;
  let inputs = 0;
  for (const target of targets) {
    const outcome = await experiment(target, { runs: Number.MAX_SAFE_INTEGER, timeMs, seed: Number(values.seed) });
    inputs += outcome.inputs;
    process.stdout.write(`${target.name}: ${outcome.inputs} inputs`);
    if (outcome.failure === undefined) {
      process.stdout.write(", no fault\n");
      await enter({ fault: `damaged input: ${target.name}`, trials: outcome.inputs, lost: 0 });
      continue;
    }
    const file = await keepInput(target.name, outcome.failure.input);
    process.stdout.write(`, a fault with seed ${values.seed}, kept as ${file}\n  ${outcome.failure.fault}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`${inputs} inputs in all\n`);
}
