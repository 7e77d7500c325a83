// Generated from schemas/*.json by `npm run generate`. Do not edit.

import type { ErrorObject } from "ajv";
export declare const validate: {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
};
