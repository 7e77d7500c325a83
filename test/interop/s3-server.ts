import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const bin = join(import.meta.dirname, "../../.venv/go");

export const S3_SERVER = join(bin, "versitygw");

/** A real server of the protocol, which checks signatures, conditions and checksums. It needs Go. */
export async function installS3Server(): Promise<void> {
  const source = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";
  await promisify(execFile)("go", ["install", source], { env: { ...process.env, GOBIN: bin } });
}
