// The main job on one machine, with real commands: a bare repository stands for GitHub, a folder for the artifact store.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { styleText } from "node:util";

const root = join(import.meta.dirname, "..");
const place = mkdtempSync(join(tmpdir(), "modelyard-quickstart-"));
const work = join(place, "work");
const startedAt = performance.now();

/** The commands by the names that people type, whatever is installed: `modelyard` is this checkout's. */
const bin = join(place, "bin");
mkdirSync(bin);
const quoted = (path: string) => `'${path.replaceAll("'", `'\\''`)}'`;
const launcher = (script: string) => `#!/bin/sh\nexec ${quoted(process.execPath)} ${script} "$@"\n`;
writeFileSync(join(bin, "modelyard"), launcher(quoted(join(root, "dist/modelyard.js"))), { mode: 0o755 });
writeFileSync(join(bin, "node"), launcher(""), { mode: 0o755 });

const environment = { ...process.env };
let folder = place;

function chapter(title: string, text: string): void {
  console.log(`\n${styleText("bold", `── ${title}`)}\n${text}\n`);
}

interface Expectation {
  /** The exit code that this command must have; 0 unless given. */
  readonly exitCode?: number;
  /** Show the command without what it prints: it teaches nothing new. */
  readonly briefly?: boolean;
}

/** Shows a command, runs it in a shell, shows what it printed, and stops if it did not end as it must. */
function run(command: string, { exitCode = 0, briefly = false }: Expectation = {}): string {
  console.log(styleText("cyan", `$ ${command}`));
  const ran = spawnSync("sh", ["-c", command], { cwd: folder, env: environment, encoding: "utf8" });
  const output = `${ran.stdout}${ran.stderr}`.trimEnd();
  const failed = ran.status !== exitCode;
  if ((!briefly || failed) && output !== "") console.log(output.replaceAll(/^(?=.)/gm, "  "));
  if (failed) {
    console.error(
      `\nThis command should have ended with ${exitCode} and ended with ${ran.status}. Everything is still in ${place}.`,
    );
    process.exit(1);
  }
  if (exitCode !== 0) console.log(styleText("dim", `  (exit code ${exitCode})`));
  return output;
}

/** What a shell that goes on would do. */
function enter(path: string): void {
  console.log(styleText("cyan", `$ cd ${path}`));
  folder = resolve(folder, path);
}

function setVariable(name: string, value: string): void {
  console.log(styleText("cyan", `$ export ${name}=${quoted(value)}`));
  environment[name] = value;
}

/** What merging a pull request does on GitHub. */
function merge(branch: string, title: string): void {
  console.log(styleText("dim", `# On GitHub: open a pull request for ${branch}; its merge does this:`));
  run(`git switch --quiet main && git merge --quiet --no-ff ${branch} -m "${title}" && git push --quiet`);
}

function train(options: string): void {
  run(`node training/train.ts --out out ${options}`);
}

const dataset = `training/data/penguins.csv#sha256:${createHash("sha256")
  .update(readFileSync(join(root, "examples/penguins/data/penguins.csv")))
  .digest("hex")}:training`;
const draftFiles =
  "--artifact out/model.safetensors --metrics out/metrics.json --params out/params.json --signature out/signature.json";

console.log(
  `modelyard quickstart, in ${place}\nPaste the lines after $ into a shell in another folder, and the same happens there.\n`,
);
setVariable("PATH", `${bin}${delimiter}${process.env["PATH"] ?? ""}`);
setVariable("MODELYARD_CACHE", join(place, "cache"));
run("git init --quiet --bare --initial-branch=main models.git");
run("git clone --quiet models.git work 2>/dev/null");
enter("work");
run("git checkout --quiet -B main");
// On a new machine git does not know yet who commits.
const knowsWho = spawnSync("git", ["config", "user.email"], { cwd: folder, encoding: "utf8" }).stdout?.trim();
if (!knowsWho) run("git config user.name you && git config user.email you@example.com");
run(`cp -R ${quoted(join(root, "examples/penguins"))} training && rm training/*.test.ts`);
run(`echo '{ "type": "module" }' > package.json && echo out/ > .gitignore`);

chapter("1. A registry", "It is a folder of small YAML files in a Git repository.");
run("modelyard init --store file:../store");
run('git add . && git commit --quiet -m "Start the registry" && git push --quiet origin main');

chapter(
  "2. Train, and draft the first version",
  "The draft records what trained the model, and saves its bytes in the store.",
);
train("--hidden 0 --features bill_length_mm,flipper_length_mm");
run(
  `modelyard draft penguins --version 1.0.0 ${draftFiles} --dataset ${dataset} --owner @you --description "Bill and flipper length alone." --push`,
);
console.log(styleText("dim", "# Which direction of each metric is better is for people to say:"));
run(
  "printf 'metrics:\\n  accuracy: {goal: maximize}\\n  log_loss: {goal: minimize}\\n' >> registry/models/penguins/model.yaml",
);
run('git commit --quiet --all -m "Say which direction is better" && git push --quiet');
run("modelyard validate --base main");
merge("draft/penguins-1.0.0", "Add penguins 1.0.0");

chapter("3. Publish what was merged", "A published version is sealed: nobody can change it any more.");
run("modelyard publish");

chapter("4. Promote it", "A promotion is one line in a stage file. Merging that line is the promotion.");
promote("1.0.0", "staging", 0);
console.log();
promote("1.0.0", "production", 3);

chapter("5. Train a better one", "Four measurements and a hidden layer. Everything as before.");
train("--hidden 8");
run(
  `modelyard draft penguins --bump minor ${draftFiles} --dataset ${dataset} --description "All four measurements, and a hidden layer." --push`,
);
merge("draft/penguins-1.1.0", "Add penguins 1.1.0");
run("modelyard publish");
run("modelyard diff penguins@production penguins@1.1.0");
promote("1.1.0", "staging", 0, "briefly");
console.log("\nIt is better, and those who call production today send two measurements:\n");
run("modelyard promote penguins@1.1.0 production", { exitCode: 1 });
run("git checkout --quiet -- registry");

chapter(
  "6. Keep the callers",
  "The same two inputs as in production, with a hidden layer: nobody has to change anything.",
);
train("--hidden 8 --features bill_length_mm,flipper_length_mm");
run(
  `modelyard draft penguins --bump minor ${draftFiles} --dataset ${dataset} --description "Two measurements, and a hidden layer." --push`,
);
merge("draft/penguins-1.2.0", "Add penguins 1.2.0");
run("modelyard publish");
promote("1.2.0", "staging", 0, "briefly");
promote("1.2.0", "production", 3, "briefly");
run("modelyard show");

chapter("7. Deploy", "The deploy job knows only the registry and the store. It trusts bytes by their digest.");
run("git clone --quiet ../models.git ../deploy");
enter("../deploy");
run("modelyard pull penguins@production -o model");
run("(cd model && sha256sum -c SHA256SUMS || shasum -a 256 -c SHA256SUMS)");
run("node training/predict.ts --model model/model.safetensors --rows 4");
enter("../work");

chapter("8. Two refusals", "What was published never changes:");
run(
  "sed 's/accuracy: .*/accuracy: 1/' registry/models/penguins/versions/1.0.0.yaml > edited && mv edited registry/models/penguins/versions/1.0.0.yaml",
);
run("modelyard validate --base main", { exitCode: 1 });
run("git checkout --quiet -- registry");
console.log("\nAnd a stage names only what exists:\n");
run(
  `sed 's/1.2.0/1.3.0/' registry/models/penguins/stages/production.yaml > edited && mv edited registry/models/penguins/stages/production.yaml`,
);
run("modelyard validate", { exitCode: 1 });
run("git checkout --quiet -- registry");

chapter("9. Who served when", "History, audit and rollback are Git's own.");
run("modelyard history penguins production");
run("modelyard rollback penguins production --dry-run");

const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(`
${styleText("bold", `Done in ${seconds} s.`)} Everything is still there:

  cd ${work}
  export PATH=${quoted(bin)}:"$PATH"

Try next:
  modelyard show penguins                        its versions and their metrics
  modelyard show penguins@production             one version whole
  cat registry/models/penguins/stages/production.yaml
  modelyard rollback penguins production         then commit, and look at modelyard validate --base origin/main
  modelyard --help`);

/** Promotes by branch and merge; `pending` is 3 where a gate waits for somebody's review. */
function promote(version: string, stage: string, pending: 0 | 3, how?: "briefly"): void {
  const briefly = how === "briefly";
  run(`modelyard promote penguins@${version} ${stage} --push`, { exitCode: pending, briefly });
  run("modelyard validate --base main", { exitCode: pending, briefly });
  if (pending === 3 && !briefly) {
    console.log(
      "\nOnly the review is missing: on GitHub, an owner's approval. Here you are the reviewer, and approve.\n",
    );
  }
  merge(`promote/penguins-${stage}-${version}`, `Promote penguins ${version} to ${stage}`);
}
