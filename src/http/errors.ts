import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { z, ZodError } from 'zod';
import { EngineError, type ErrorCode } from '../errors.ts';
import type { Metrics } from '../metrics.ts';

/** The HTTP status of every error code; no other file of the engine has HTTP statuses of errors. */
export const httpStatus: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  invalid_json: 400,
  not_found: 404,
  method_not_allowed: 405,
  already_finished: 409,
  not_interactive: 409,
  input_ended: 409,
  too_large: 413,
  unsupported_media_type: 415,
  wrong_host: 421,
  unknown_language: 422,
  idempotency_mismatch: 422,
  rate_limited: 429,
  internal: 500,
  queue_full: 503,
  language_unavailable: 503,
  unavailable: 503,
};

/** The Retry-After of an error, in seconds. */
const RETRY_AFTER_S: Readonly<Partial<Record<ErrorCode, number>>> = {
  queue_full: 5,
  language_unavailable: 5,
  unavailable: 2,
};

export const ErrorBody = z
  .object({
    error: z.string().meta({ description: 'What is wrong and what to do' }),
    code: z.enum(Object.keys(httpStatus) as [ErrorCode, ...ErrorCode[]]),
    details: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
  })
  .meta({ id: 'Error' });

/** Answers every error with an ErrorBody. Only errors of the engine itself are logged, and their texts are not sent. */
export function errorHandler({ log, metrics }: { log: Logger; metrics: Metrics }): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = engineErrorFrom(thrown);
    if (error.code === 'internal')
      log.error({ err: thrown, method: request.method, path: request.path }, 'request failed');
    if ([429, 503].includes(httpStatus[error.code])) metrics.refused(error.code);
    if (response.headersSent) return void response.destroy();
    sendError(response, error);
  };
}

function sendError(response: Response, { code, message, details }: EngineError): void {
  const retryAfter = RETRY_AFTER_S[code];
  if (retryAfter) response.set('Retry-After', String(retryAfter));
  if (code === 'too_large') response.set('Connection', 'close'); // the rest of the body is not read
  response.status(httpStatus[code]).json({ error: message, code, ...(details && { details }) });
}

export const notFound: RequestHandler = (request) => {
  throw new EngineError('not_found', `There is nothing at ${request.path}. GET /docs lists the routes.`);
};

/** For a path that exists: any other method than `methods` is a 405 that names them. */
export function onlyMethods(...methods: string[]): RequestHandler {
  return (request, response) => {
    response.set('Allow', [...methods, 'OPTIONS'].join(', '));
    const message = `${request.method} is not allowed on ${request.path}; use ${methods.join(' or ')}.`;
    throw new EngineError('method_not_allowed', message);
  };
}

function engineErrorFrom(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  if (thrown instanceof ZodError) return invalidRequest(thrown);
  return bodyParserError(thrown) ?? new EngineError('internal', 'The engine failed to answer. Try again.');
}

function invalidRequest(error: ZodError): EngineError {
  const details = error.issues.map((issue) => ({ field: issue.path.join('.') || '(body)', problem: issue.message }));
  const [first] = details;
  const what = first?.field === '(body)' ? 'the body' : first?.field;
  const message = `The request is not valid: ${what} ${first?.problem}.`;
  return new EngineError('invalid_request', message, { details });
}

/** The error of one wrong field. `problem` completes a sentence that begins with the field's name. */
export function invalid(field: string, problem: string): EngineError {
  return new EngineError('invalid_request', `The request is not valid: ${field} ${problem}.`, {
    details: [{ field, problem }],
  });
}

/** Sentences for zod's issues, to give to `parse`: a field that is missing, empty, unknown or of another type. */
export const inWords: z.core.$ZodErrorMap = ({ code, input, ...issue }) => {
  if (code === 'too_small') return 'must not be empty';
  if (code === 'unrecognized_keys')
    return `has unknown fields: ${(issue['keys'] as string[]).join(', ').slice(0, 200)}`;
  if (code === 'invalid_value') return `must be ${(issue['values'] as string[]).join(' or ')}`;
  if (code !== 'invalid_type') return undefined;
  if (input === undefined) return 'is missing';
  const expected = String(issue['expected']);
  if (expected === 'array') return 'must be a list';
  if (expected !== 'object') return `must be a ${expected}`;
  return issue.path?.length ? 'must be an object' : `must be an object, such as ${AN_EXAMPLE}`;
};
const AN_EXAMPLE = '{"language": "python", "code": "print(1)"}';

/** An error of express.json as one of the contract's; undefined for any other error. */
function bodyParserError(thrown: unknown): EngineError | undefined {
  const { type, status, message } = thrown as { type?: string; status?: number; message?: string };
  switch (type) {
    case 'entity.too.large':
      return new EngineError(
        'too_large',
        'The request body is too large: all files together may have 2 MiB, and the input 1 MiB.',
      );
    case 'entity.parse.failed':
      return new EngineError('invalid_json', `The body is not valid JSON: ${message}`);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new EngineError('unsupported_media_type', 'Send the body as application/json in UTF-8.');
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return new EngineError('invalid_request', 'The request could not be read. Check its path and its body.');
  }
  return undefined;
}
