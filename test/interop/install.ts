// Installs the programs of the interoperation tests, as those tests do themselves where something is missing.
import { setup } from "./programs.ts";
import { installS3Server } from "./s3-server.ts";
import { installGoReaders } from "./yaml-readers.ts";

await setup();
await installS3Server();
await installGoReaders();
