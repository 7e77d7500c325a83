import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeAll, onTestFinished } from "vitest";
import { openS3Store } from "../../adapters/stores/s3/s3-store.ts";
import { placeOf } from "../../adapters/stores/s3/settings.ts";
import { type StoreWorld, storeContract } from "../contracts/store-contract.ts";
import { KEYS } from "../servers/s3/fake-s3.ts";
import { environmentOf, setEnvironment } from "../servers/s3/world.ts";
import { folderWith } from "../support/folder.ts";
import { S3_SERVER, installS3Server } from "./s3-server.ts";

const MIB = 1024 * 1024;
beforeAll(installS3Server);

storeContract("s3 (on VersityGW)", createWorld, { smallBytes: 1000, largeBytes: 12 * MIB });

async function createWorld(): Promise<StoreWorld> {
  const folder = await folderWith({});
  await mkdir(join(folder, "models"));
  const address = `127.0.0.1:${await freePort()}`;
  const env = { ...process.env, ROOT_ACCESS_KEY: KEYS.accessKey, ROOT_SECRET_KEY: KEYS.secretKey };
  const server = spawn(S3_SERVER, ["--port", address, "--quiet", "posix", folder], {
    env,
    stdio: "ignore",
  });
  onTestFinished(async () => {
    const end = once(server, "exit");
    server.kill();
    await end;
  });
  setEnvironment(environmentOf(KEYS));
  const place = placeOf({ type: "s3", bucket: "models", prefix: "growth", endpoint: `http://${address}` }, process.env);
  const sizes = { wholeBytes: MIB, partBytes: 5 * MIB };
  // The store's own patience covers the moment until the server listens.
  const world = { open: () => openS3Store(place, sizes) };
  await world.open().inspect({ model: "churn", version: "0.0.0" }, []);
  return world;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
