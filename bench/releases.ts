import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startFakeGitHub } from "../test/servers/github/index.ts";
import { writeRandomFile } from "./registries/random-file.ts";

/** GitHub takes no larger asset; above it a file is split, and `curl` has nothing to compare with. */
const LARGEST_ASSET_MIB = 2047;
const SETTINGS =
  "schema: registry/1\nname: bench\nstages:\n  - name: production\nartifacts:\n  store: github-releases\n";
/** Writes down the most memory that the measured program ever held, in KiB. */
const WITNESS =
  'data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(process.env.PEAK,String(process.resourceUsage().maxRSS)))';
const program = join(import.meta.dirname, "../dist/modelyard.js");

interface Served {
  readonly apiUrl: string;
  readonly token: string;
}

interface Place {
  readonly folder: string;
  readonly github: Served;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Upload and pull of one large file against `curl` and `sha256sum` on the same loopback GitHub, which runs in a process of
 * its own: time, and the most memory held. Run `npm run build` first; `node bench/releases.ts 4096` moves 4 GiB.
 */
async function main(sizeMib: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "modelyard-bench-"));
  const server = spawn(process.execPath, [import.meta.filename, "--serve"], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [line] = (await once(createInterface(server.stdout), "line")) as [string];
    const github = JSON.parse(line) as Served;
    const environment = {
      ...process.env,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_TOKEN: github.token,
      GITHUB_REPOSITORY: "acme/models",
      MODELYARD_CACHE: join(folder, "cache"),
      PEAK: join(folder, "peak"),
    };
    await writeRandomFile(join(folder, "weights.bin"), sizeMib);
    await mkdir(join(folder, "registry"));
    await writeFile(join(folder, "registry/registry.yaml"), SETTINGS);
    await measure({ folder, github, environment }, sizeMib);
  } finally {
    server.stdin.end();
    await once(server, "exit");
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(place: Place, sizeMib: number): Promise<void> {
  const comparable = sizeMib <= LARGEST_ASSET_MIB;
  const asset = comparable ? await uploadByCurl(place) : undefined;
  const upload = await modelyard(place, ["draft", "churn", "--version", "1.0.0", "--artifact", "weights.bin"]);
  report("upload", sizeMib, { ...upload, curlMs: asset?.ms });

  const curlMs = asset === undefined ? undefined : await downloadByCurl(place, asset.id);
  await rm(join(place.folder, "curl.bin"), { force: true });
  const pull = await modelyard(place, ["pull", "churn@1.0.0", "--output", "pulled"]);
  report("pull", sizeMib, { ...pull, curlMs });
  await timed("cmp", ["weights.bin", "pulled/weights.bin"], place);
}

async function uploadByCurl(place: Place): Promise<{ readonly ms: number; readonly id: number }> {
  const { apiUrl, token } = place.github;
  const response = await fetch(`${apiUrl}/repos/acme/models/releases`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ tag_name: "by-curl", draft: true }),
  });
  const { upload_url: template } = (await response.json()) as { upload_url: string };
  const url = template.replace(/\{.*/, "?name=weights.bin");
  const curl = `curl -sSf -X POST -H "Authorization: Bearer ${token}" -H "Content-Type: application/octet-stream" -T weights.bin "${url}" -o asset.json`;
  const ms = await timed("bash", ["-euc", `sha256sum weights.bin >/dev/null; ${curl}`], place);
  const { id } = JSON.parse(await readFile(join(place.folder, "asset.json"), "utf8")) as { id: number };
  return { ms, id };
}

function downloadByCurl(place: Place, id: number): Promise<number> {
  const { apiUrl, token } = place.github;
  const url = `${apiUrl}/repos/acme/models/releases/assets/${id}`;
  const curl = `curl -sSfL -H "Authorization: Bearer ${token}" -H "Accept: application/octet-stream" "${url}" -o curl.bin`;
  return timed("bash", ["-euc", `${curl}; sha256sum curl.bin >/dev/null; sync curl.bin`], place);
}

async function modelyard(
  place: Place,
  words: readonly string[],
): Promise<{ readonly ms: number; readonly peakMib: number }> {
  const ms = await timed(process.execPath, ["--import", WITNESS, program, ...words], place);
  return { ms, peakMib: Number(await readFile(join(place.folder, "peak"), "utf8")) / 1024 };
}

/** How long a command takes, in milliseconds; it must succeed. */
async function timed(
  command: string,
  words: readonly string[],
  { folder, environment }: Omit<Place, "github">,
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(command, words, { cwd: folder, env: environment, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${command} ${words.join(" ")} ended with ${code}`);
  return performance.now() - startedAt;
}

function report(
  what: string,
  sizeMib: number,
  measured: { readonly ms: number; readonly peakMib: number; readonly curlMs: number | undefined },
): void {
  const { ms, peakMib, curlMs } = measured;
  const speed = (milliseconds: number) => `${((sizeMib * 1000) / milliseconds).toFixed(0)} MiB/s`;
  const compared =
    curlMs === undefined ? "" : `, curl and sha256sum ${speed(curlMs)}: ${(curlMs / ms).toFixed(2)} × (target: 0.9)`;
  console.log(
    `${what.padEnd(7)} ${sizeMib} MiB  ${speed(ms)}${compared}; ${peakMib.toFixed(0)} MiB held (target: at most 150)`,
  );
}

/** The fake GitHub until standard input ends. */
async function serve(): Promise<void> {
  const github = await startFakeGitHub();
  await github.createRepository({ owner: "acme", name: "models" });
  const token = github.addToken({ login: "github-actions[bot]", kind: "actions" });
  console.log(JSON.stringify({ apiUrl: github.apiUrl, token } satisfies Served));
  process.stdin.resume();
  await once(process.stdin, "end");
  await github.close();
}

await (process.argv[2] === "--serve" ? serve() : main(Number(process.argv[2] ?? 1024)));
