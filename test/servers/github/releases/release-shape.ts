import type { Call } from "../http/call.ts";
import { nodeId, repositoryUrl, userShape, webUrl } from "../shapes.ts";
import type { Asset, Release, Repository } from "../state.ts";

/** Where assets are uploaded: another origin on github.com, `/api/uploads` on Enterprise Server. */
function uploadUrl(call: Call, repository: Repository, release: Release): string {
  const { api, uploads } = call.world.origins;
  const base = call.apiUrl === api ? uploads : `${uploads}/api/uploads`;
  return `${base}/repos/${repository.fullName}/releases/${release.id}/assets{?name,label}`;
}

/** `release`. */
export function releaseShape(call: Call, repository: Repository, release: Release) {
  const url = `${repositoryUrl(call, repository)}/releases/${release.id}`;
  const archive = (kind: string): string | null =>
    release.draft ? null : `${repositoryUrl(call, repository)}/${kind}/${release.tagName}`;
  return {
    url,
    html_url: `${webUrl(call, repository)}/releases/tag/${encodeURIComponent(release.tagName)}`,
    assets_url: `${url}/assets`,
    upload_url: uploadUrl(call, repository, release),
    tarball_url: archive("tarball"),
    zipball_url: archive("zipball"),
    id: release.id,
    node_id: nodeId("Release", release.id),
    tag_name: release.tagName,
    target_commitish: release.targetCommitish,
    name: release.name,
    body: release.body ?? "",
    draft: release.draft,
    prerelease: release.prerelease,
    immutable: release.immutable,
    created_at: release.createdAt,
    updated_at: release.updatedAt,
    published_at: release.publishedAt,
    author: userShape(call, release.author),
    assets: release.assets.map((asset) => assetShape(call, repository, release, asset)),
  };
}

/** `release-asset`. */
export function assetShape(call: Call, repository: Repository, release: Release, asset: Asset) {
  const tag = encodeURIComponent(release.tagName);
  return {
    url: `${repositoryUrl(call, repository)}/releases/assets/${asset.id}`,
    id: asset.id,
    node_id: nodeId("ReleaseAsset", asset.id),
    name: asset.name,
    label: asset.label ?? "",
    uploader: userShape(call, asset.uploader),
    content_type: asset.contentType,
    state: asset.state,
    size: asset.sizeBytes,
    digest: asset.digest,
    download_count: asset.downloadCount,
    created_at: asset.createdAt,
    updated_at: asset.updatedAt,
    browser_download_url: `${webUrl(call, repository)}/releases/download/${tag}/${encodeURIComponent(asset.name)}`,
  };
}
