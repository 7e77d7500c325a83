import type { Answer, Call } from "../http/call.ts";
import { badRequest, forbidden, notFound } from "../http/errors.ts";
import { fileAnswer } from "../http/file-answer.ts";
import { servedAsset } from "./assets.ts";
import { plainRoute, type Route } from "../http/router.ts";

/** The object storage behind signed addresses. It knows no tokens and refuses a request that brings one. */
function readSigned(call: Call): Answer {
  if (call.headers.authorization !== undefined) {
    throw badRequest("Only one auth mechanism allowed; only the signature or the Authorization header may be used");
  }
  const signed = call.world.signedUrls.get(call.query.get("sig") ?? "");
  if (signed === undefined || String(signed.asset.id) !== call.params["asset_id"]) throw notFound();
  if (signed.expiresAt.getTime() <= call.world.now().getTime()) {
    throw forbidden("Server failed to authenticate the request. Signature not valid in the specified time frame");
  }
  return fileAnswer(servedAsset(signed.asset), call.headers.range);
}

export const storageRoutes: readonly Route[] = [
  plainRoute("GET", "/release-asset/{asset_id}", { signedIn: false }, readSigned),
];
