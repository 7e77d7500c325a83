import { chmod, chown, mkdir, readFile, readdir, rm, symlink, truncate } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { enter } from "../support/ledger.ts";
import {
  createTrackedWorld,
  expectNamedAsClosed,
  expectRefusal,
  modelyard,
  sha256,
  type TrackedWorld,
} from "./trackers/drafting.ts";
import { ROLE, type Tracker, type Trained } from "./trackers/tracked.ts";

const TRAINED: Trained = {
  artifacts: {
    "weights.bin": new Uint8Array(70_000).map((_, index) => (index * 31 + (index >> 8)) & 255),
    "data/vocabulary.txt": "one\r\ntwo\r\n",
    "empty.txt": "",
  },
  metrics: { auc: 0.9013, "val/loss": 1e-7, rows: 1500, drop: -3.5 },
  parameters: {
    C: 0.5,
    depth: 7,
    tol: 1e-5,
    penalty: "l2",
    balanced: true,
    early: false,
    limit: null,
    release: "1.10",
  },
  datasets: ["s3://acme/june.parquet"],
  description: "The chance that a customer leaves.",
};

const NOBODY = 65_534;
const SECRET = "s3cret-Passw0rd";

/** What every tracker must do for `draft`. */
export function trackerContract(kind: string, tracker: Tracker): void {
  const createWorld = (changes: Partial<Trained> = {}) => createTrackedWorld(tracker, { ...TRAINED, ...changes });

  describe(`from ${kind}`, () => {
    test("the entry has the true bytes, all measurements, parameters of their type and the data, and is valid", async () => {
      const world = await createWorld();
      expect(await world.draft("1.0.0")).toMatchObject({ exitCode: 0, stderr: "" });
      const entry = await world.entry("1.0.0");
      expect(entry).toMatchObject({ description: TRAINED.description });
      expect(entry.metrics).toEqual(TRAINED.metrics);
      expect(entry.parameters).toEqual(TRAINED.parameters);
      expect(entry.datasets).toEqual([
        { uri: "s3://acme/june.parquet", digest: expect.stringMatching(/^[a-z0-9]+:\S+$/) as string, role: ROLE },
      ]);
      await expectTrueBytes(world);
      await expectValid(world);
    });

    test("the same twice gives the same, whoever asks and wherever the files lie", async () => {
      const world = await createWorld();
      const told = await world.draft("1.0.0", "--dry-run", "--json");
      expect(await world.draft("1.0.0", "--dry-run", "--json")).toEqual(told);
      const copy = await createWorld();
      const { entry } = JSON.parse((await copy.draft("1.0.0", "--dry-run", "--json")).stdout) as { entry: object };
      expect(withoutAddress(entry)).toEqual(withoutAddress((JSON.parse(told.stdout) as { entry: object }).entry));
      await world.draft("1.0.0");
      expect((await world.draft("1.0.0")).stdout).toContain("already");
    });

    test("a model without any measurement, and a training that kept no model", async () => {
      const bare = await createWorld({ metrics: {}, parameters: {}, datasets: [] });
      const ran = await bare.draft("1.0.0");
      expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
      const entry = await bare.entry("1.0.0");
      for (const key of ["metrics", "parameters", "datasets"]) expect(entry).not.toHaveProperty(key);
      await expectValid(bare);

      const empty = await createWorld({ artifacts: {} });
      const refused = await empty.draft("1.0.0");
      expect(refused.stderr).toContain("A version needs at least one artifact");
      await expectRefusal(empty, refused);
    });

    test("what is no finite number is no metric, and is named", async () => {
      const metrics = { auc: 0.9, loss: Number.NaN, up: Number.POSITIVE_INFINITY, down: Number.NEGATIVE_INFINITY };
      const world = await createWorld({ metrics });
      const ran = await world.draft("1.0.0");
      expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
      expect((await world.entry("1.0.0")).metrics).toEqual({ auc: 0.9 });
      for (const [name, value] of Object.entries(metrics).slice(1)) expect(ran.stdout).toContain(`${name} (${value})`);
      await expectValid(world);
    });

    test("numbers that not every reader keeps stay text, and are no metrics", async () => {
      const world = await createWorld({ parameters: { big: "9007199254740993", hex: "0x10", wide: "１" } });
      await world.draft("1.0.0");
      expect((await world.entry("1.0.0")).parameters).toEqual({ big: "9007199254740993", hex: "0x10", wide: "１" });
      await expectValid(world);
    });

    test("names and texts that command a terminal or mean something to a program are kept as text, and obeyed by nobody", async () => {
      const names = [
        "\u001b[2J\u001b]0;owned\u0007",
        "\u202egnp",
        "__proto__",
        "constructor",
        "- a: b # c",
        "'",
        " é 模型 ",
      ];
      const values = names.map((name) => [name, 0.5] as const);
      const description = "Two lines,\n\u001b[31mone\u0000 of them \u202eodd.";
      const trained = {
        metrics: Object.fromEntries([...values, ["\u001b[2Jnothing", Number.NaN]]),
        parameters: Object.fromEntries(names.map((name) => [name, name.trim()])),
        datasets: ["s3://acme/\u001b[2Jjune", "::error::june"],
        description: description.replace("\0", ""),
      };
      const world = await createWorld(trained);
      const ran = await world.draft("1.0.0");
      expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
      const text = await world.workspace.read("registry-root/registry/models/churn/versions/1.0.0.yaml");
      // Line breaks apart, nothing in the file commands whoever prints it.
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(ran.stdout.split("\n").filter((line) => line.startsWith("::"))).toEqual([]);
      const entry = await world.entry("1.0.0");
      expect(Object.keys(entry.metrics ?? {}).sort()).toEqual([...names].sort());
      expect(entry.parameters).toEqual(trained.parameters);
      expect(entry.description).toBe(trained.description);
      expect(entry.datasets?.map(({ uri }) => uri)).toEqual(trained.datasets);
      await expectValid(world);
    });

    test("names of files that are odd are kept, and those that no system takes are refused", async () => {
      const good = { "-rf.bin": "a", "ü 模型 🚀.bin": "b", "a/b/c/d.bin": "c", __proto__: "d" };
      const world = await createWorld({ artifacts: good });
      expect(await world.draft("1.0.0")).toMatchObject({ exitCode: 0, stderr: "" });
      await expectTrueBytes(world, good);
      for (const name of ["\u001b[2J.bin", "a\nb.bin", "back\\slash.bin", "con.txt", "c:evil"]) {
        const hostile = await createWorld({ artifacts: { [name]: "x", "weights.bin": "y" } });
        await expectRefusal(hostile, await hostile.draft("1.0.0"));
      }
    });

    test("a text beyond what a file may hold is refused before anything is stored", async () => {
      const huge = "x".repeat(300_000);
      for (const changes of [
        { description: huge },
        { parameters: { note: huge } },
        { datasets: [`s3://acme/${huge}`] },
      ]) {
        const world = await createWorld(changes);
        const ran = await world.draft("1.0.0");
        expect(ran.stdout).toContain("KiB");
        await expectRefusal(world, ran);
      }
    });

    test("no password, token or signature of an address reaches the entry or the screen", async () => {
      const addresses = [
        `https://alice:${SECRET}@data.acme.com/june.csv`,
        `https://${SECRET}@data.acme.com/july.csv`,
        `https://alice:p@${SECRET}@data.acme.com/august.csv`,
        `mysql+pymysql://alice:${SECRET}@data.acme.com/customers`,
        `https://acme.s3.amazonaws.com/may.csv?versionId=3&X-Amz-Signature=${SECRET}&X-Amz-Security-Token=${SECRET}`,
        `https://acme.blob.core.windows.net/april.csv?sv=2024&sig=${SECRET}`,
      ];
      const world = await createWorld({
        datasets: addresses,
        description: `Trained on ${addresses[0] ?? ""}, as always.`,
        parameters: { source: addresses[3] ?? "", sources: "none" },
      });
      const ran = await world.draft("1.0.0");
      expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
      const text = await world.workspace.read("registry-root/registry/models/churn/versions/1.0.0.yaml");
      expect(`${ran.stdout}${text}`).not.toContain(SECRET);
      expect(ran.stdout).toMatch(/note: Passwords.* are left out/);
      const entry = await world.entry("1.0.0");
      expect(entry.datasets?.map(({ uri }) => uri)).toEqual([
        "https://data.acme.com/june.csv",
        "https://data.acme.com/july.csv",
        "https://data.acme.com/august.csv",
        "mysql+pymysql://data.acme.com/customers",
        "https://acme.s3.amazonaws.com/may.csv?versionId=3",
        "https://acme.blob.core.windows.net/april.csv?sv=2024",
      ]);
      expect(entry.parameters).toEqual({ source: "mysql+pymysql://data.acme.com/customers", sources: "none" });
      expect(entry.description).toBe("Trained on https://data.acme.com/june.csv, as always.");
    });

    test("a path that leads out of the folder is refused, also behind a link", async (context) => {
      const world = await createWorld();
      const { files, source, canMoveModel } = { ...world.tracked, canMoveModel: world.tracked.moveModel !== undefined };
      const secrets = join(world.workspace.folder, "secrets");
      await world.workspace.write("secrets/id_rsa", SECRET);
      if (source === undefined && !canMoveModel) return context.skip();
      for (const path of [
        "../secrets",
        "../secrets/id_rsa",
        secrets,
        `file://${secrets}`,
        "file://host/x",
        "file:///%zz",
        "/a\0b",
      ]) {
        if (!canMoveModel) break;
        const moved = await createWorld();
        await moved.workspace.write("secrets/id_rsa", SECRET);
        // What lies where it always does is taken from there; without it only the other place is left.
        for (const file of moved.tracked.files) await rm(join(moved.workspace.folder, file), { force: true });
        if (source !== undefined)
          await rm(join(moved.workspace.folder, modelFolder(moved)), { recursive: true, force: true });
        await moved.tracked.moveModel?.(path);
        await expectRefusal(moved, await moved.draft("1.0.0"));
      }
      for (const file of files.slice(0, 1)) {
        const path = join(world.workspace.folder, file);
        await rm(path);
        await symlink(join(secrets, "id_rsa"), path);
        const ran = await world.draft("1.0.0");
        await expectRefusal(world, ran);
        expect(`${ran.stdout}${ran.stderr}`).not.toContain(SECRET);
      }
    });

    test("whatever becomes of one of its files, the answer is an entry or a refusal, and no other", async (context) => {
      const world = await createWorld();
      const { records, files, source } = world.tracked;
      if (source === undefined) return context.skip();
      await world.workspace.write("elsewhere/secret", SECRET);
      for (const file of [...records, ...files]) {
        const path = join(world.workspace.folder, file);
        const bytes = await readFile(path);
        for (const [damage, harm] of Object.entries(DAMAGES)) {
          await harm(path, world);
          const ran = await world.draft("1.0.0", "--dry-run");
          await rm(path, { recursive: true, force: true });
          await world.workspace.write(file, bytes);
          expect(`${file}: ${damage}: ${ran.stdout}${ran.stderr}`).not.toContain(SECRET);
          // Of a record that is gone nobody can know; what is no file among the model's is never passed over in silence.
          const mayPass = records.includes(file) || MAY_PASS.has(damage);
          if (ran.exitCode !== 0 || !mayPass) await expectRefusal(world, ran);
        }
      }
      expect(await world.draft("1.0.0")).toMatchObject({ exitCode: 0, stderr: "" });
      const trials = (records.length + files.length) * Object.keys(DAMAGES).length;
      await enter({ fault: `a file gone, cut or replaced in ${kind}`, trials, lost: 0 });
    });

    test("a folder that may only be read is enough, and what may not be read is named", async (context) => {
      const world = await createWorld();
      const { source, records, files } = world.tracked;
      if (source === undefined) return context.skip();
      // What is loaded only when it is needed is loaded by somebody who may.
      const whole = await world.draft("1.0.0", "--dry-run");
      const { folder } = world.workspace;
      const everything = (await readdir(folder, { recursive: true })).map((path) => join(folder, path));
      const entries = await readdir(join(folder, source), { recursive: true, withFileTypes: true });
      const inside = entries
        .filter((entry) => entry.isDirectory())
        .map(({ parentPath, name }) => join(parentPath, name));
      const folders = [join(folder, source), ...inside];
      for (const path of folders) await chmod(path, 0o555);
      await asNobody([folder, ...everything], async () => {
        for (const path of [...folders, ...[...records, ...files].map((file) => join(folder, file))]) {
          await chmod(path, 0o000);
          const ran = await world.draft("1.0.0", "--dry-run").finally(() => chmod(path, 0o555));
          // What nothing is needed from may be closed.
          if (ran.stdout !== whole.stdout) await expectNamedAsClosed(world, ran);
        }
        expect(await world.draft("1.0.0")).toMatchObject({ exitCode: 0, stderr: "" });
      });
      for (const path of folders) await chmod(path, 0o755);
    });

    test("answers that break off are asked for again, then told, and leave nothing", async (context) => {
      const world = await createWorld();
      if (world.tracked.breakOff === undefined) return context.skip();
      world.tracked.breakOff();
      const ran = await world.draft("1.0.0");
      expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("cannot be reached") as string });
      await expectRefusal(world, ran);
    });
  });
}

/** As if the file had never been, or had been written so. */
const MAY_PASS: ReadonlySet<string> = new Set(["gone", "empty", "shorter", "a folder"]);

const DAMAGES: Readonly<Record<string, (path: string, world: TrackedWorld) => Promise<unknown>>> = {
  gone: (path) => rm(path),
  empty: (path) => truncate(path, 0),
  shorter: async (path) => truncate(path, Math.floor((await readFile(path)).length / 2)),
  "a folder": async (path) => {
    await rm(path);
    await mkdir(path);
  },
  "a link to nothing": (path) => linkTo(path, "nothing"),
  "a link to itself": (path) => linkTo(path, path),
  "a link to elsewhere": (path, { workspace }) => linkTo(path, join(workspace.folder, "elsewhere/secret")),
  "a pipe": async (path) => {
    await rm(path);
    execFileSync("mkfifo", [path]);
  },
  "an endless device": (path) => linkTo(path, "/dev/zero"),
};

/** Work by somebody who may not do everything, which an administrator may whatever the modes say. */
async function asNobody(owned: readonly string[], work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  for (const path of owned) await chown(path, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

async function linkTo(path: string, target: string): Promise<void> {
  await rm(path);
  await symlink(target, path);
}

function modelFolder({ tracked }: TrackedWorld): string {
  const [first = ""] = tracked.files;
  return first.slice(0, first.lastIndexOf("/"));
}

async function expectValid({ workspace }: TrackedWorld): Promise<void> {
  const words = ["validate", "-C", join(workspace.folder, "registry-root")];
  expect(await modelyard(workspace, words)).toMatchObject({ exitCode: 0, stderr: "" });
}

/** Each artifact by the digest of what was trained, with those bytes in the store. */
async function expectTrueBytes(world: TrackedWorld, expected: Trained["artifacts"] = TRAINED.artifacts): Promise<void> {
  const { artifacts } = await world.entry("1.0.0");
  for (const [name, bytes] of Object.entries(expected)) {
    const digest = sha256(bytes);
    const path = `${world.tracked.prefix}${name}`;
    expect(artifacts).toContainEqual(
      expect.objectContaining({ path, size: Buffer.from(bytes as never).length, sha256: digest }),
    );
    const stored = `registry-root/store/sha256/${digest.slice(0, 2)}/${digest.slice(2)}`;
    expect(sha256(await readFile(join(world.workspace.folder, stored)))).toBe(digest);
  }
}

/** A server's port is another one each time. */
function withoutAddress(content: object): object {
  return JSON.parse(JSON.stringify(content).replaceAll(/127\.0\.0\.1:\d+/g, "server")) as object;
}
