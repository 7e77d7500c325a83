import { onTestFinished, vi } from "vitest";
import { type S3StoreOptions, openS3Store } from "../../../adapters/stores/s3/s3-store.ts";
import { type S3Settings, placeOf } from "../../../adapters/stores/s3/settings.ts";
import type { ArtifactStore } from "../../../core/store/store.ts";
import { type FakeS3, startFakeS3 } from "./fake-s3.ts";
import type { Keys } from "./signature.ts";

/** Small, so that small files go in parts. */
const TEST_SIZES = { wholeBytes: 50, partBytes: 20 };

/** The variables of somebody who has nothing but these keys. */
export function environmentOf({ accessKey, secretKey, sessionToken }: Keys): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secretKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    ...NOBODYS,
  };
}

/** Nobody's own profiles, and no look for a machine of Amazon's. */
export const NOBODYS = {
  AWS_CONFIG_FILE: "/nowhere/config",
  AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
  AWS_EC2_METADATA_DISABLED: "true",
};

export interface S3World {
  readonly s3: FakeS3;
  readonly open: (settings?: Partial<S3Settings>, options?: S3StoreOptions) => ArtifactStore;
}

/** A fake S3 server, with this process's credentials set for it until the test ends. */
export async function createS3World(): Promise<S3World> {
  const s3 = await startFakeS3();
  onTestFinished(() => s3.close());
  setEnvironment(environmentOf(s3.keys));
  return {
    s3,
    open: (settings, options) =>
      openS3Store(placeOf({ type: "s3", bucket: "models", endpoint: s3.url, ...settings }, process.env), {
        ...TEST_SIZES,
        firstWaitMs: 1,
        ...options,
      }),
  };
}

/** Sets variables until the test ends; those of Amazon's tools that are not named are gone until then. */
export function setEnvironment(variables: Readonly<Record<string, string>>): void {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}
