import { once } from "node:events";
import { chmod, readFile } from "node:fs/promises";
import { type RequestListener, type Server, createServer, request } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { GitHubClient } from "../../../adapters/github/client/client.ts";
import { OutsideError } from "../../../core/errors.ts";
import { folderWith } from "../../support/folder.ts";
import { REGISTRY, type RemoteWorld, createRemoteWorld } from "./world.ts";

const HERE = ["-C", "github:acme/models"];
const TLS = join(import.meta.dirname, "../../fixtures/tls");
const NOWHERE = "http://github.test";

/** A proxy that leads every host to one server, and notes what it was asked for. */
async function startProxy(target: string): Promise<{ readonly address: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connect", ({ url = "", headers }, socket) => {
    asked.push([url, headers["proxy-authorization"] ?? ""].join(" ").trim());
    const { hostname, port } = new URL(target);
    const there = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(there).pipe(socket);
    });
    there.on("error", () => socket.destroy());
    socket.on("error", () => there.destroy());
  });
  return { address: await listening(server), asked };
}

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server's listener that asks another server. */
function passOnTo(target: string): RequestListener {
  return (incoming, response) => {
    const { method, headers } = incoming;
    const onward = request(`${target}${incoming.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  };
}

async function createRegistryWorld(options: { readonly private?: boolean } = {}): Promise<RemoteWorld> {
  const world = await createRemoteWorld(options);
  await world.github.commit(world.repository, { files: REGISTRY });
  return world;
}

test.each([
  ["http://api.acme.ghe.com", "acme.ghe.com"],
  ["http://github.acme.test/api/v3", "github.acme.test"],
])("the gh program is asked for the token of %s by the name that it knows: %s", async (address, host) => {
  const world = await createRegistryWorld({ private: true });
  const proxy = await startProxy(world.github.apiUrl);
  const gh = `#!/bin/sh\nif test "$*" = "auth token --hostname ${host}"; then echo ${world.token}; else exit 1; fi\n`;
  const folder = await folderWith({ gh });
  await chmod(join(folder, "gh"), 0o755);
  const environment = {
    GITHUB_API_URL: address,
    HTTP_PROXY: proxy.address,
    PATH: `${folder}:${process.env["PATH"] ?? ""}`,
  };
  const ran = await world.workspace.modelyardWith(environment, "resolve", "churn@production", ...HERE);
  expect(ran).toMatchObject({ exitCode: 0, stdout: "1.0.0\n", stderr: "" });
});

describe("a proxy", () => {
  test("that the environment names is used, with its credentials", async () => {
    const world = await createRegistryWorld();
    const { address, asked } = await startProxy(world.github.apiUrl);
    const environment = {
      GITHUB_API_URL: NOWHERE,
      GITHUB_TOKEN: world.token,
      HTTP_PROXY: address.replace("http://", "http://proxy-user:p%40ss@"),
    };
    const ran = await world.workspace.modelyardWith(environment, "resolve", "churn@production", ...HERE);
    expect(ran).toMatchObject({ exitCode: 0, stdout: "1.0.0\n", stderr: "" });
    const credentials = Buffer.from("proxy-user:p@ss").toString("base64");
    expect(new Set(asked)).toEqual(new Set([`github.test:80 Basic ${credentials}`]));
  });

  test("is left alone for hosts in NO_PROXY, and an unknown host is told in words", async () => {
    const world = await createRegistryWorld();
    const { address, asked } = await startProxy(world.github.apiUrl);
    const environment = {
      GITHUB_API_URL: "http://github.invalid",
      GITHUB_TOKEN: world.token,
      HTTP_PROXY: address,
      NO_PROXY: "github.invalid",
    };
    const ran = await world.workspace.modelyardWith(environment, "resolve", "churn@production", ...HERE);
    expect(ran).toMatchObject({ exitCode: 4, stdout: "" });
    expect(ran.stderr).toMatch(/^error: GitHub did not read .*github\.invalid/);
    expect(asked).toEqual([]);
  });

  test("that answers with a page of its own is told in words", async () => {
    const world = await createRegistryWorld();
    const page = createServer((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Please log in</html>"),
    );
    const environment = { GITHUB_API_URL: await listening(page), GITHUB_TOKEN: world.token };
    const ran = await world.workspace.modelyardWith(environment, "show", ...HERE);
    expect(ran).toMatchObject({ exitCode: 4, stdout: "" });
    expect(ran.stderr).toContain("GitHub's answer cannot be read: it broke off, or is no JSON");
  });
});

describe("a server", () => {
  test("whose certificate nobody signed is not believed, unless it is named", async () => {
    const world = await createRegistryWorld();
    const [key, cert] = await Promise.all(["key.pem", "certificate.pem"].map((name) => readFile(join(TLS, name))));
    const address = await listening(createSecureServer({ key, cert }, passOnTo(world.github.apiUrl)));
    const environment = {
      GITHUB_API_URL: address.replace("http://127.0.0.1", "https://localhost"),
      GITHUB_TOKEN: world.token,
    };
    const refused = await world.workspace.modelyardWith(environment, "resolve", "churn@production", ...HERE);
    expect(refused).toMatchObject({ exitCode: 4, stdout: "" });
    expect(refused.stderr).toMatch(/self-signed certificate.*\n {2}.*NODE_EXTRA_CA_CERTS/);
    const trusting = { ...environment, NODE_EXTRA_CA_CERTS: join(TLS, "certificate.pem") };
    const ran = await world.workspace.modelyardWith(trusting, "resolve", "churn@production", ...HERE);
    expect(ran).toMatchObject({ exitCode: 0, stdout: "1.0.0\n" });
  });

  test("that takes the request and never answers is given up", async () => {
    const stalling = createServer(() => {});
    const client = clientOf(await listening(stalling));
    const asking = client.read("list releases", () => client.octokit.request("GET /repos/{owner}/{repo}", client.repo));
    await expect(asking).rejects.toThrow(OutsideError);
    await expect(asking).rejects.toThrow("GitHub did not list releases: Headers Timeout Error");
  });

  test("that stops in the middle of an answer is given up", async () => {
    const stalling = createServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"id":');
    });
    const client = clientOf(await listening(stalling));
    const asking = client.read("list releases", () => client.octokit.request("GET /repos/{owner}/{repo}", client.repo));
    await expect(asking).rejects.toThrow("GitHub's answer cannot be read: it broke off, or is no JSON");
  });
});

function clientOf(apiUrl: string): GitHubClient {
  return new GitHubClient({
    apiUrl,
    token: undefined,
    owner: "acme",
    repository: "models",
    firstWaitMs: 1,
    stalledMs: 200,
  });
}
