import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { may } from "../http/access.ts";
import { accepts, type Answer, type Call, noContent, ok, type RepositoryCall } from "../http/call.ts";
import { assetName } from "./asset-name.ts";
import { invalid, notFound, unprocessable } from "../http/errors.ts";
import { fileAnswer } from "../http/file-answer.ts";
import { iso } from "../repository/git-commit.ts";
import { listPage } from "../http/paging.ts";
import { assetShape } from "./release-shape.ts";
import { releaseById } from "./releases.ts";
import { plainRoute, repositoryRoute, type Route } from "../http/router.ts";
import type { Asset, Release } from "../state.ts";

/** Long enough for any download, short enough that no client may keep it. */
const signedUrlLifeMs = 300_000;

interface Found {
  readonly release: Release;
  readonly asset: Asset;
}

function assetById(call: RepositoryCall): Found {
  const id = Number(call.params["asset_id"]);
  const seesDrafts = may(call.token, call.repository, "contents", "write");
  for (const release of call.repository.releases) {
    const asset = release.assets.find((candidate) => candidate.id === id);
    if (asset !== undefined && (!release.draft || seesDrafts)) return { release, asset };
  }
  throw notFound();
}

export const servedAsset = (asset: Asset) => ({
  file: asset.file,
  sizeBytes: asset.sizeBytes,
  contentType: asset.contentType,
  name: asset.name,
  etag: `"${asset.id}-${asset.sizeBytes}"`,
});

/** A fresh address on the storage origin that needs no token, and refuses one. */
function signedUrl(call: Call, asset: Asset): string {
  const signature = randomUUID();
  const expiresAt = new Date(call.world.now().getTime() + signedUrlLifeMs);
  call.world.signedUrls.set(signature, { asset, expiresAt });
  const query = new URLSearchParams({ sp: "r", se: iso(expiresAt), sig: signature });
  return `${call.world.origins.assets}/release-asset/${asset.id}?${query.toString()}`;
}

function redirect(call: Call, asset: Asset): Answer {
  asset.downloadCount += 1;
  return { kind: "empty", status: 302, headers: { location: signedUrl(call, asset) } };
}

function getAsset(call: RepositoryCall): Answer {
  const { release, asset } = assetById(call);
  if (!accepts(call, /application\/octet-stream/)) return ok(assetShape(call, call.repository, release, asset));
  if (asset.state !== "uploaded") throw notFound();
  if (call.repository.assetDelivery === "redirect") return redirect(call, asset);
  asset.downloadCount += 1;
  return fileAnswer(servedAsset(asset), call.headers.range);
}

function updateAsset(call: RepositoryCall): Answer {
  const { release, asset } = assetById(call);
  if (release.immutable) throw unprocessable("Cannot update assets of an immutable release");
  const body = call.body.of("ReleaseAsset");
  const name = assetName(body.optionalText("name") ?? asset.name);
  if (release.assets.some((other) => other !== asset && other.name === name)) {
    throw invalid({ resource: "ReleaseAsset", code: "already_exists", field: "name" });
  }
  asset.name = name;
  asset.label = body.optionalText("label") ?? asset.label;
  asset.updatedAt = iso(call.world.now());
  return ok(assetShape(call, call.repository, release, asset));
}

async function deleteAsset(call: RepositoryCall): Promise<Answer> {
  const { release, asset } = assetById(call);
  if (release.immutable) throw unprocessable("Cannot delete assets from an immutable release");
  release.assets.splice(release.assets.indexOf(asset), 1);
  await rm(asset.file, { force: true });
  return noContent();
}

/** `browser_download_url`: for browsers. A token header does not open a private repository's. */
function downloadInBrowser(call: Call): Answer {
  const { owner = "", repo = "", tag = "", name = "" } = call.params;
  const repository = call.world.repositories.get(`${owner}/${repo}`.toLowerCase());
  const release = repository?.releases.find((candidate) => !candidate.draft && candidate.tagName === tag);
  const asset = release?.assets.find((candidate) => candidate.name === name && candidate.state === "uploaded");
  if (repository === undefined || repository.private || asset === undefined) throw notFound();
  return redirect(call, asset);
}

export const assetRoutes: readonly Route[] = [
  repositoryRoute("GET", "/releases/{release_id}/assets", { contents: "read" }, (call) => {
    const release = releaseById(call);
    return listPage(call, release.assets, (asset) => assetShape(call, call.repository, release, asset));
  }),
  repositoryRoute("GET", "/releases/assets/{asset_id}", { contents: "read" }, getAsset),
  repositoryRoute("PATCH", "/releases/assets/{asset_id}", { contents: "write" }, updateAsset),
  repositoryRoute("DELETE", "/releases/assets/{asset_id}", { contents: "write" }, deleteAsset),
  plainRoute("GET", "/{owner}/{repo}/releases/download/{tag}/{name}", { signedIn: false }, downloadInBrowser),
];
