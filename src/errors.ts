/** The codes of errors that a caller gets. Only http/errors.ts has their HTTP statuses. */
export type ErrorCode =
  | 'invalid_request'
  | 'invalid_json'
  | 'not_found'
  | 'method_not_allowed'
  | 'wrong_host'
  | 'already_finished'
  | 'not_interactive'
  | 'input_ended'
  | 'too_large'
  | 'unsupported_media_type'
  | 'unknown_language'
  | 'idempotency_mismatch'
  | 'rate_limited'
  | 'queue_full'
  | 'language_unavailable'
  | 'unavailable'
  | 'internal';

/** One wrong field, and a problem that completes a sentence which begins with the field. */
export interface ErrorDetail {
  readonly field: string;
  readonly problem: string;
}

/** An error for a caller: the message says what is wrong and what to do, and contains no secret. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[] | undefined;

  constructor(code: ErrorCode, message: string, options: { details?: readonly ErrorDetail[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
