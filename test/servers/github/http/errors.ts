/**
 * What GitHub answers when it refuses: thrown by handlers, turned into an answer by the server.
 * The words are GitHub's own where they are known, because clients look for them.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: Record<string, unknown>, headers: Record<string, string> = {}) {
    super(`${status} ${String(body["message"])}`);
    this.status = status;
    this.body = { documentation_url: "https://docs.github.com/rest", status: String(status), ...body };
    this.headers = headers;
  }
}

/** One entry of the `errors` list of a 422. */
export interface FieldError {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
}

export const badRequest = (message: string): ApiError => new ApiError(400, { message });

export const badCredentials = (): ApiError => new ApiError(401, { message: "Bad credentials" });

export const authenticationRequired = (): ApiError => new ApiError(401, { message: "Requires authentication" });

export const forbidden = (message: string, headers: Record<string, string> = {}): ApiError =>
  new ApiError(403, { message }, headers);

/** GitHub hides what a token may not see behind the same 404 as what does not exist. */
export const notFound = (message = "Not Found"): ApiError => new ApiError(404, { message });

export const notAllowed = (message: string): ApiError => new ApiError(405, { message });

export const conflict = (message: string): ApiError => new ApiError(409, { message });

/** A 422 with GitHub's list of what is wrong with which field. */
export const invalid = (...errors: FieldError[]): ApiError =>
  new ApiError(422, { message: "Validation Failed", errors });

/** A 422 whose whole story is its message. */
export const unprocessable = (message: string): ApiError => new ApiError(422, { message });

/** A 422 for a value that a rule of the resource refuses. */
export const custom = (resource: string, field: string, message: string): FieldError => ({
  resource,
  code: "custom",
  field,
  message,
});
