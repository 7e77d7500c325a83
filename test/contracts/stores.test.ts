import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { GitHubClient } from "../../adapters/github/client/client.ts";
import { openFileStore } from "../../adapters/stores/file-store.ts";
import { openReleaseStore } from "../../adapters/stores/releases/release-store.ts";
import { startFakeGitHub } from "../servers/github/index.ts";
import { createS3World } from "../servers/s3/world.ts";
import { folderWith } from "../support/folder.ts";
import { type StoreWorld, storeContract } from "./store-contract.ts";

const SIZES = { smallBytes: 33, largeBytes: 130 };

storeContract("file", createFileWorld, SIZES);
storeContract("github-releases", createReleaseWorld, SIZES);
storeContract("s3", createBucketWorld, SIZES);

async function createFileWorld(): Promise<StoreWorld> {
  const folder = await folderWith({});
  return {
    open: () => openFileStore(folder),
    async damage({ sha256 }) {
      const path = join(folder, "sha256", sha256.slice(0, 2), sha256.slice(2));
      await writeFile(path, changed(await readFile(path)));
    },
  };
}

async function createReleaseWorld(): Promise<StoreWorld> {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const repository = await github.createRepository({ owner: "acme", name: "models", immutableReleases: true });
  await github.commit(repository, { files: { "README.md": "Our models." } });
  const token = github.addToken({ login: "github-actions[bot]", kind: "actions", rateLimit: 100_000 });
  const options = { apiUrl: github.apiUrl, token, owner: "acme", repository: "models", firstWaitMs: 1 };
  return { open: () => openReleaseStore(new GitHubClient(options), { maxAssetBytes: 40 }) };
}

async function createBucketWorld(): Promise<StoreWorld> {
  const { s3, open } = await createS3World();
  return {
    open: () => open({ prefix: "team/models" }),
    async damage({ sha256 }) {
      const object = s3.buckets
        .get("models")
        ?.objects.get(`team/models/sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`);
      if (object === undefined) throw new Error("it is not there");
      object.bytes = changed(object.bytes);
      object.etag = '"of other bytes"';
      object.checksum = createHash("sha256").update(object.bytes).digest("base64");
    },
  };
}

function changed(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
}
