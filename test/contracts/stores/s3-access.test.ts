import { once } from "node:events";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { placeOf } from "../../../adapters/stores/s3/settings.ts";
import { ModelyardError } from "../../../core/errors.ts";
import type { ArtifactStore } from "../../../core/store/store.ts";
import { type Fault, KEYS } from "../../servers/s3/fake-s3.ts";
import type { S3Request } from "../../servers/s3/objects.ts";
import { NOBODYS, createS3World, environmentOf, setEnvironment } from "../../servers/s3/world.ts";
import { folderWith } from "../../support/folder.ts";

const NAME = { model: "churn", version: "1.0.0" };
const TEXT = "some weights that go in parts, since they are longer than fifty bytes";
const artifact = { path: "model.bin", size: TEXT.length, sha256: "" };
artifact.sha256 = await sha256(TEXT);

async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(text))).toString("hex");
}

async function save(store: ArtifactStore): Promise<unknown> {
  return store.save(NAME, artifact, {
    async *open(offsetBytes) {
      yield Buffer.from(TEXT).subarray(offsetBytes);
    },
  });
}

/** What a person is told; no secret may be in it. */
async function told(call: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> {
  const error: unknown = await call.then(
    (value) => new Error(`it went well: ${String(value)}`),
    (error: unknown) => error,
  );
  if (!(error instanceof ModelyardError)) throw error;
  const { code, message, hint } = error;
  for (const secret of [KEYS.secretKey, "the-session-token"]) expect(`${message}\n${hint}`).not.toContain(secret);
  return { code, message, hint };
}

describe("what is refused is told with what to do", () => {
  test.each<[string, Fault, string, RegExp]>([
    ["expired credentials", { status: 400, code: "ExpiredToken" }, "credentials-expired", /aws sso login/],
    ["unknown credentials", { status: 403, code: "InvalidAccessKeyId" }, "credentials-refused", /AWS_PROFILE/],
    ["a bad signature", { status: 403, code: "SignatureDoesNotMatch" }, "credentials-refused", /whole/],
    ["a clock that is wrong", { status: 403, code: "RequestTimeTooSkewed" }, "clock-wrong", /timedatectl/],
    [
      "a bucket elsewhere",
      { status: 301, code: "PermanentRedirect", headers: { "x-amz-bucket-region": "eu-west-1" } },
      "region-wrong",
      /region: eu-west-1/,
    ],
    ["an archived object", { status: 403, code: "InvalidObjectState" }, "store-archived", /restore-object/],
    ["a server in trouble", { status: 503, code: "ServiceUnavailable" }, "store-unreachable", /again/],
    ["a server that is none of S3", { status: 404, code: "" }, "store-refused", /endpoint under artifacts\.store/],
    ["anything else", { status: 400, code: "EntityTooLarge" }, "store-refused", /documentation/],
  ])("%s", async (_, fault, code, hint) => {
    const { s3, open } = await createS3World();
    s3.fault = () => fault;
    const store = open({}, { attempts: 2 });
    for (const call of [() => store.inspect(NAME, [artifact]), () => save(store)])
      expect(await told(call())).toMatchObject({ code, hint: expect.stringMatching(hint) as string });
  });

  test("a bucket that does not exist", async () => {
    const { open } = await createS3World();
    const store = open({ bucket: "modles" });
    for (const call of [() => store.inspect(NAME, [artifact]), () => save(store)])
      expect(await told(call())).toMatchObject({
        code: "bucket-missing",
        message: expect.stringContaining("s3://modles/ at http://") as string,
        hint: expect.stringContaining("registry/registry.yaml") as string,
      });
  });

  test("a region that the signature was not made for", async () => {
    const { s3, open } = await createS3World();
    s3.region = "eu-central-1";
    expect(await told(save(open({ region: "eu-west-1" })))).toMatchObject({
      code: "region-wrong",
      message: "The bucket models is in eu-central-1, and was looked for in eu-west-1",
      hint: expect.stringContaining("region: eu-central-1") as string,
    });
    expect(await save(open({ region: "eu-central-1" }))).toBe("saved");
  });

  test.each<[string, (request: S3Request) => boolean]>([
    ["s3:GetObject", ({ method }) => method === "HEAD" || method === "GET"],
    ["s3:PutObject", ({ method, query }) => method === "PUT" && !query.has("partNumber")],
    ["s3:ListBucketMultipartUploads", ({ method, query }) => method === "GET" && query.has("uploads")],
    ["s3:PutObject", ({ method, query }) => method === "POST" && query.has("uploads")],
    ["s3:PutObject", ({ query }) => query.has("partNumber")],
    ["s3:PutObject", ({ method, query }) => method === "POST" && query.has("uploadId")],
  ])("a missing permission is named: %s (%#)", async (permission, isDenied) => {
    const { s3, open } = await createS3World();
    s3.fault = (request) =>
      isDenied(request) ? { status: 403, code: "AccessDenied", message: "Access Denied" } : undefined;
    expect(await told(save(open({ prefix: "growth" })))).toMatchObject({
      code: "store-forbidden",
      hint: expect.stringContaining(`Allow ${permission} on arn:aws:s3:::models/growth/*`) as string,
    });
  });

  test("what the server says is shown as one short line", async () => {
    const { s3, open } = await createS3World();
    s3.fault = () => ({ status: 403, code: "AccessDenied", message: `No\n::error::entry ${"x".repeat(5000)}` });
    const { message } = await told(open().inspect(NAME, []));
    expect(message).not.toContain("\n");
    expect(message.length).toBeLessThan(500);
  });

  test("a clock that is wrong is put right by the server's", async () => {
    const { s3, open } = await createS3World();
    s3.clockAheadMs = 86_400_000;
    expect(await save(open())).toBe("saved");
  });

  test("no credentials, no region, no server", async () => {
    setEnvironment(NOBODYS);
    const { open } = await createS3World();
    setEnvironment(NOBODYS);
    expect(await told(save(open()))).toMatchObject({
      code: "credentials-missing",
      hint: expect.stringContaining("AWS_ACCESS_KEY_ID") as string,
    });
    setEnvironment(environmentOf(KEYS));
    expect(await told(save(open({ endpoint: "http://127.0.0.1:9" }, { attempts: 2 })))).toMatchObject({
      code: "store-unreachable",
      message: expect.stringContaining("ECONNREFUSED") as string,
    });
    const { openS3Store } = await import("../../../adapters/stores/s3/s3-store.ts");
    const store = openS3Store(placeOf({ type: "s3", bucket: "models" }, process.env));
    expect(await told(save(store))).toMatchObject({ code: "region-missing" });
  });
});

test("the policy in the documentation allows what the store does, and no more", async () => {
  const root = join(import.meta.dirname, "../../..");
  const folder = join(root, "adapters/stores/s3");
  const sources = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  const named = sources.flatMap((text) => [...text.matchAll(/permission: "(s3:\w+)"/g)].map(([, name = ""]) => name));
  const guide = await readFile(join(root, "docs/s3.md"), "utf8");
  const policies = [...guide.matchAll(/```json\n(.*?)```/gs)].map(
    ([, text = ""]) => JSON.parse(text) as { Statement: { Effect: string; Action: string | string[] }[] },
  );
  expect(policies).toHaveLength(4);
  const actions = (policies[1]?.Statement ?? []).flatMap(({ Action: action }) => action);
  expect(new Set(actions)).toEqual(new Set([...named, "s3:ListBucket", "s3:AbortMultipartUpload"]));
});

describe("credentials", () => {
  const session = { ...KEYS, sessionToken: "the-session-token" };
  const profiles = `[default]\naws_access_key_id = wrong\naws_secret_access_key = wrong
[team]\naws_access_key_id = ${KEYS.accessKey}\naws_secret_access_key = ${KEYS.secretKey}
[role]\ncredential_process = cat CREDENTIALS\n`;
  const json = JSON.stringify({
    Version: 1,
    AccessKeyId: KEYS.accessKey,
    SecretAccessKey: KEYS.secretKey,
    SessionToken: session.sessionToken,
  });

  test("of the environment, with a session", async () => {
    const { s3, open } = await createS3World();
    s3.keys = session;
    setEnvironment(environmentOf(session));
    expect(await save(open())).toBe("saved");
  });

  test("of a profile, from a file and from a process", async () => {
    const { s3, open } = await createS3World();
    const folder = await folderWith({ "answer.json": json });
    const file = profiles.replace("CREDENTIALS", join(folder, "answer.json"));
    const credentials = join(await folderWith({ credentials: file }), "credentials");
    setEnvironment({ ...NOBODYS, AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_PROFILE: "team" });
    expect(await save(open())).toBe("saved");
    s3.keys = session;
    setEnvironment({ ...NOBODYS, AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_PROFILE: "role" });
    expect(await save(open())).toBe("already-there");
  });

  test("by web identity, as a workflow has it, and from a container", async () => {
    const { s3, open } = await createS3World();
    s3.keys = session;
    const issued = await startIssuer(json);
    const token = join(await folderWith({ token: "a-signed-token" }), "token");
    setEnvironment({
      ...NOBODYS,
      AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/models",
      AWS_WEB_IDENTITY_TOKEN_FILE: token,
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL_STS: issued.url,
    });
    expect(await save(open())).toBe("saved");
    expect(issued.asked).toEqual([expect.stringContaining("WebIdentityToken=a-signed-token")]);
    setEnvironment({ ...NOBODYS, AWS_CONTAINER_CREDENTIALS_FULL_URI: `${issued.url}/container` });
    expect(await save(open())).toBe("already-there");
  });
});

/** Gives credentials as Amazon's token service does, and as the service inside a container does. */
async function startIssuer(json: string): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(json) as Record<string, string>;
  const fields = `<AccessKeyId>${AccessKeyId}</AccessKeyId><SecretAccessKey>${SecretAccessKey}</SecretAccessKey><SessionToken>${SessionToken}</SessionToken>`;
  const expiry = "2099-01-01T00:00:00Z";
  const server = createServer(async (request, response) => {
    if (request.url === "/container")
      return response.end(JSON.stringify({ AccessKeyId, SecretAccessKey, Token: SessionToken, Expiration: expiry }));
    const body: unknown[] = await request.toArray();
    asked.push(body.join(""));
    response.setHeader("content-type", "text/xml");
    response.end(
      `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>${fields}<Expiration>${expiry}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("addresses", () => {
  const amazon = { bucket: "models", prefix: "", region: "eu-west-1", endpoint: undefined, inPath: false };

  test.each([
    ["Amazon's", {}, { AWS_REGION: "eu-west-1" }, amazon],
    ["the other variable for the region", {}, { AWS_DEFAULT_REGION: "eu-west-1" }, amazon],
    ["registry.yaml before the environment", { region: "eu-west-1" }, { AWS_REGION: "us-west-2" }, amazon],
    ["the region of the profile", {}, {}, { ...amazon, region: undefined }],
    ["a prefix with slashes", { prefix: "/a/b/" }, { AWS_REGION: "eu-west-1" }, { ...amazon, prefix: "a/b/" }],
    [
      "a server of another maker",
      { endpoint: "https://minio.example.com" },
      {},
      { ...amazon, region: "us-east-1", endpoint: "https://minio.example.com", inPath: true },
    ],
    [
      "an endpoint of the environment",
      {},
      { AWS_ENDPOINT_URL: "https://other", AWS_ENDPOINT_URL_S3: "https://minio.example.com", AWS_REGION: "eu-west-1" },
      { ...amazon, endpoint: "https://minio.example.com", inPath: true },
    ],
    [
      "the bucket in the host name",
      { endpoint: "https://s3.example.com", addressing: "virtual" as const },
      { AWS_REGION: "eu-west-1" },
      { ...amazon, endpoint: "https://s3.example.com" },
    ],
  ])("%s", (_, settings, environment, expected) => {
    expect(placeOf({ type: "s3", bucket: "models", ...settings }, environment)).toEqual(expected);
  });

  test("the bucket in the host name, and through a proxy", async () => {
    const { s3, open } = await createS3World();
    const proxied: string[] = [];
    const proxy = createServer().on("connect", (request, client) => {
      proxied.push(request.url ?? "");
      const onward = connect(Number(new URL(s3.url).port), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(client).pipe(onward);
      });
      for (const socket of [onward, client]) socket.on("error", () => {});
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    onTestFinished(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    setEnvironment({ ...environmentOf(KEYS), http_proxy: address, no_proxy: "" });
    const store = open({ endpoint: "http://s3.example.test", addressing: "virtual" });
    expect(await save(store)).toBe("saved");
    expect(new Set(proxied)).toEqual(new Set(["models.s3.example.test:80"]));
    expect(s3.requests[0]?.headers["host"]).toBe("models.s3.example.test");
  });
});
