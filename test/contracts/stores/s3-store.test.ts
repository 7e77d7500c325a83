import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ModelyardError } from "../../../core/errors.ts";
import type { ArtifactStore, Content } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import type { Fault } from "../../servers/s3/fake-s3.ts";
import type { S3Request } from "../../servers/s3/objects.ts";
import { type S3World, createS3World } from "../../servers/s3/world.ts";
import { enter } from "../../support/ledger.ts";

const NAME = { model: "churn", version: "1.0.0" };
const SEAL = { versionFile: Buffer.from("schema: model-version/1\n"), commit: "a".repeat(40), notes: "" };
const SMALL = Buffer.from("some weights");
/** Seven parts. */
const LARGE = Buffer.from(Array.from({ length: 130 }, (_, index) => index));

function artifactOf(path: string, bytes: Buffer): Artifact {
  return { path, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function contentOf(bytes: Buffer): Content {
  return {
    async *open(offsetBytes) {
      for (let at = offsetBytes; at < bytes.length; at += 9) yield bytes.subarray(at, at + 9);
    },
  };
}

const small = artifactOf("model.bin", SMALL);
const large = artifactOf("bundle/large.bin", LARGE);
const keyOf = ({ sha256 }: Artifact) => `sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`;

async function publish(store: ArtifactStore): Promise<void> {
  await store.save(NAME, small, contentOf(SMALL));
  await store.save(NAME, large, contentOf(LARGE));
  await store.seal(NAME, [small, large], SEAL);
}

async function bytesOf(store: ArtifactStore, artifact: Artifact): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(NAME, artifact, 0)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function objectsOf({ s3 }: S3World): ReadonlyMap<string, { readonly bytes: Buffer }> {
  return s3.buckets.get("models")?.objects ?? new Map();
}

/** Sealed, with exactly the right objects and no upload left over. */
function expectPublished(world: S3World): void {
  const objects = objectsOf(world);
  const folder = "versions/churn/1.0.0";
  expect([...objects.keys()].toSorted()).toEqual(
    [
      keyOf(small),
      keyOf(large),
      "modelyard-store.json",
      ...["SHA256SUMS", "sealed.json", "version.yaml"].map((name) => `${folder}/${name}`),
    ].toSorted(),
  );
  expect(objects.get(keyOf(small))?.bytes.equals(SMALL)).toBe(true);
  expect(objects.get(keyOf(large))?.bytes.equals(LARGE)).toBe(true);
  expect(objects.get(`${folder}/version.yaml`)?.bytes.equals(SEAL.versionFile)).toBe(true);
  expect(String(objects.get(`${folder}/SHA256SUMS`)?.bytes)).toBe(
    `${large.sha256}  bundle/large.bin\n${small.sha256}  model.bin\n`,
  );
  // One that was begun and whose name was lost with the answer holds nothing.
  const left = world.s3.buckets.get("models")?.uploads.filter(({ parts }) => parts.size > 0);
  expect(left).toEqual([]);
}

const isPart = ({ method, query }: S3Request) => method === "PUT" && query.has("partNumber");

describe("in parts", () => {
  test("an upload that was cut goes on with the parts that are missing", async () => {
    const world = await createS3World();
    world.s3.fault = (request) => (isPart(request) && Number(request.query.get("partNumber")) > 4 ? denied : undefined);
    await expect(world.open().save(NAME, large, contentOf(LARGE))).rejects.toMatchObject({ code: "store-forbidden" });
    world.s3.fault = undefined;
    const before = world.s3.requests.length;
    const moved = { bytes: 0 };
    const onBytes = (bytes: number) => (moved.bytes += bytes);
    expect(await world.open().save(NAME, large, contentOf(LARGE), { onBytes })).toBe("saved");
    const sent = world.s3.requests.slice(before).filter(isPart);
    expect(new Set(sent.map(({ query }) => query.get("partNumber")))).toEqual(new Set(["5", "6", "7"]));
    expect(moved.bytes).toBe(LARGE.length);
    expect((await bytesOf(world.open(), large)).equals(LARGE)).toBe(true);
  });

  test("parts of other bytes, which somebody left under the same key, are sent again", async () => {
    const world = await createS3World();
    world.s3.fault = ({ method, query }) => (method === "POST" && query.has("uploadId") ? denied : undefined);
    await expect(world.open().save(NAME, large, contentOf(LARGE))).rejects.toMatchObject({ code: "store-forbidden" });
    world.s3.fault = undefined;
    const part = world.s3.buckets.get("models")?.uploads[0]?.parts.get(3);
    if (part === undefined) throw new Error("there is no such part");
    part.checksum = createHash("sha256").update("others").digest("base64");
    const before = world.s3.requests.length;
    await world.open().save(NAME, large, contentOf(LARGE));
    expect(world.s3.requests.slice(before).filter(isPart)).toHaveLength(1);
    expect((await bytesOf(world.open(), large)).equals(LARGE)).toBe(true);
  });

  test("an upload that vanishes while it runs is begun anew", async () => {
    const world = await createS3World();
    let vanished = false;
    world.s3.fault = (request) => {
      if (!isPart(request) || request.query.get("partNumber") !== "5" || vanished) return undefined;
      vanished = true;
      world.s3.buckets.get("models")?.uploads.splice(0);
      return undefined;
    };
    expect(await world.open().save(NAME, large, contentOf(LARGE))).toBe("saved");
    expect((await bytesOf(world.open(), large)).equals(LARGE)).toBe(true);
  });

  test("an object in parts is known again by its checksum, without fetching it", async () => {
    const world = await createS3World();
    await world.open().save(NAME, large, contentOf(LARGE));
    const before = world.s3.requests.length;
    expect(await world.open().save(NAME, large, contentOf(LARGE))).toBe("already-there");
    expect(world.s3.requests.slice(before).map(({ method }) => method)).toEqual(["HEAD"]);
  });

  test("what was sealed is told with its digest, which a server does not know of an object in parts", async () => {
    const world = await createS3World();
    await publish(world.open());
    expect(await world.open().inspect(NAME, [large])).toMatchObject({ files: [{ sha256: large.sha256 }] });
    const object = world.s3.buckets.get("models")?.objects.get(keyOf(large));
    if (object === undefined) throw new Error("it is not there");
    object.etag = '"another"';
    expect(await world.open().inspect(NAME, [large])).toMatchObject({ files: [{ sha256: undefined }] });
  });
});

const denied: Fault = { status: 403, code: "AccessDenied", message: "Access Denied" };

describe("interrupted anywhere and run again, it ends in the same state", () => {
  test.each(["cut-before", "cut-after"] as const)(
    "%s: every request, one after the other",
    async (how) => {
      for (let cut = 0; ; cut++) {
        const world = await createS3World();
        let isCut = false;
        // From here on nothing is answered: the process is as good as dead.
        world.s3.fault = (_, count) => {
          if (count < cut) return undefined;
          const first = !isCut;
          isCut = true;
          return first ? how : "cut-before";
        };
        const interrupted = await publish(world.open({}, { attempts: 1 })).catch((error: unknown) => error);
        expect(interrupted === undefined || interrupted instanceof ModelyardError).toBe(true);
        world.s3.fault = undefined;
        await publish(world.open());
        expectPublished(world);
        if (!isCut) {
          const lost = how === "cut-after" ? ", its answer lost" : "";
          await enter({ fault: `publishing to S3 cut after each request${lost}`, trials: cut, lost: 0 });
          break;
        }
      }
    },
    300_000,
  );

  test.each([
    ["a server error", { status: 500, code: "InternalError" }],
    ["a server that asks to slow down", { status: 503, code: "SlowDown" }],
    ["a connection that is cut", "cut-before"],
    ["a lost answer", "cut-after"],
    ["a write that conflicts with another", { status: 409, code: "ConditionalRequestConflict" }],
    ["bytes that arrive changed", "corrupt"],
  ] as const)("%s, once at each kind of request, is passed over", async (_, fault) => {
    const world = await createS3World();
    const seen = new Set<string>();
    world.s3.fault = ({ method, query, key, headers }) => {
      const kind = `${method} ${query.has("uploads")} ${query.has("partNumber")} ${query.has("uploadId")} ${key}`;
      const isNew = !seen.has(kind);
      seen.add(kind);
      const isConditional = headers["if-none-match"] !== undefined;
      const fits =
        fault === "corrupt" ? method === "PUT" : typeof fault === "string" || fault.status !== 409 || isConditional;
      return isNew && fits ? fault : undefined;
    };
    await publish(world.open());
    expectPublished(world);
    expect(seen.size).toBeGreaterThan(10);
    await enter({ fault: `S3, once at each kind of request: ${_}`, trials: seen.size, lost: 0 });
  });

  test("a download that breaks or stands still is taken up where it stopped", async () => {
    const world = await createS3World();
    await publish(world.open());
    const faults: Fault[] = [{ cutBody: 7 }, { stallBody: 20 }, { status: 500, code: "InternalError" }, { cutBody: 0 }];
    world.s3.fault = () => faults.shift();
    const before = world.s3.requests.length;
    expect((await bytesOf(world.open({}, { stalledMs: 100 }), large)).equals(LARGE)).toBe(true);
    const ranges = world.s3.requests.slice(before).map(({ headers }) => headers["range"]);
    expect(new Set(ranges)).toEqual(new Set([undefined, "bytes=7-", "bytes=27-"]));
    await enter({ fault: "a download from S3 that breaks or stands still", trials: 4, lost: 0 });
  });

  test("a server that never answers is given up", async () => {
    const world = await createS3World();
    world.s3.fault = () => "stall";
    const store = world.open({}, { stalledMs: 20, attempts: 1 });
    await expect(store.inspect(NAME, [small])).rejects.toMatchObject({ code: "store-unreachable" });
    await expect(store.save(NAME, small, contentOf(SMALL))).rejects.toMatchObject({ code: "store-unreachable" });
  });
});

describe("servers with other habits", () => {
  test("without checksums, everything is fetched and hashed before it is sealed", async () => {
    const world = await createS3World();
    world.s3.habits.checksums = false;
    await publish(world.open());
    expectPublished(world);
    expect(await world.open().inspect(NAME, [small, large])).toMatchObject({
      files: [{ sha256: small.sha256 }, { sha256: large.sha256 }],
    });
    const object = world.s3.buckets.get("models")?.objects.get(keyOf(small));
    if (object !== undefined) Object.assign(object, { bytes: Buffer.from("evil weights"), etag: '"evil"' });
    await expect(world.open().seal({ ...NAME, version: "2.0.0" }, [small], SEAL)).rejects.toMatchObject({
      code: "store-damaged",
    });
  });

  test("without ranges, the beginning is passed over", async () => {
    const world = await createS3World();
    await publish(world.open());
    world.s3.habits.ranges = false;
    const chunks: Uint8Array[] = [];
    for await (const chunk of world.open().read(NAME, large, 99)) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).equals(LARGE.subarray(99))).toBe(true);
  });

  test("an object that is longer than registered is not read to its end", async () => {
    const world = await createS3World();
    await publish(world.open());
    const object = world.s3.buckets.get("models")?.objects.get(keyOf(small));
    if (object !== undefined) object.bytes = Buffer.alloc(100_000);
    await expect(bytesOf(world.open(), small)).rejects.toMatchObject({ code: "digest-mismatch" });
  });

  test.each([
    ["takes no notice of", "ignored"],
    ["refuses", "refused"],
  ] as const)("a server that %s conditions gets no model", async (_, conditions) => {
    const world = await createS3World();
    world.s3.habits.conditions = conditions;
    for (const [artifact, bytes] of [[small, SMALL] as const, [large, LARGE] as const])
      await expect(world.open().save(NAME, artifact, contentOf(bytes))).rejects.toMatchObject({
        code: "store-overwrites",
      });
    expect([...objectsOf(world).keys()].filter((key) => key !== "modelyard-store.json")).toEqual([]);
  });

  test("nothing is overwritten, whoever wrote it between our look and our write", async () => {
    const world = await createS3World();
    const theirs = Buffer.from("their weights");
    world.s3.fault = ({ method, key }) => {
      const isWrite = method === "PUT" && key === keyOf(small);
      const object = { bytes: theirs, etag: '"theirs"', checksum: undefined };
      if (isWrite) world.s3.buckets.get("models")?.objects.set(key, object);
      return undefined;
    };
    await expect(world.open().save(NAME, small, contentOf(SMALL))).rejects.toMatchObject({ code: "store-damaged" });
    expect(objectsOf(world).get(keyOf(small))?.bytes).toBe(theirs);
    await enter({ fault: "S3: somebody else writes the object between look and write", trials: 1, lost: 0 });
  });
});
