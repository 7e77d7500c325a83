// Generated from schemas/*.json by `npm run generate`. Do not edit.

import type { ErrorObject } from "ajv";
interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}
export declare const dataset: Validator;
export declare const dataset_version: Validator;
export declare const model: Validator;
export declare const model_version: Validator;
export declare const registry: Validator;
export declare const stage: Validator;
export declare const status: Validator;
