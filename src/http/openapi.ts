import { z } from 'zod';
import { SubmissionRequest } from '../domain.ts';
import type { ErrorCode } from '../errors.ts';
import { ErrorBody, httpStatus } from './errors.ts';
import { FullRecord, Record as SubmissionRecord } from './record.ts';
import { LanguageInfo, Readiness } from './system.ts';

const Accepted = z
  .object({
    submission_id: z.uuid(),
    status: z.literal('queued'),
    stream_url: z.string(),
    warning: z.string().optional().meta({ description: 'Why the submission has to wait longer than for its turn' }),
  })
  .meta({ id: 'Accepted' });
const Cancelled = z.object({ submission_id: z.uuid(), status: z.literal('cancelled') }).meta({ id: 'Cancelled' });
const OutputChunk = z.object({ stream: z.enum(['stdout', 'stderr', 'compiler']), text: z.string() }).meta({
  id: 'OutputChunk',
  description: 'Data of an `output` event: what the program has just written, or its compiler',
});
const Notice = z.object({ message: z.string().nullable() }).meta({
  id: 'Notice',
  description: 'Data of a `notice` event: why the submission waits at the moment; null when that is over',
});
const named = {
  SubmissionRequest,
  Accepted,
  Cancelled,
  OutputChunk,
  Notice,
  SubmissionRecord,
  FullRecord,
  ErrorBody,
  LanguageInfo,
  Readiness,
};

/** The HTTP contract as OpenAPI 3.1, made from the schemas that the engine itself checks with. */
export function openapiDocument(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'CodeEngine',
      version: '1.0.0',
      description: 'Runs Python, C++ and C in throw-away sandboxes and streams the output.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: { ...submissionPaths, ...systemPaths },
    components: { schemas: componentSchemas() },
  };
}

const idParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const anywhere: ErrorCode[] = ['wrong_host', 'internal'];

const submissionPaths = {
  '/submit': {
    post: {
      operationId: 'submit',
      summary: 'Submit a program',
      parameters: [
        {
          name: 'wait',
          in: 'query',
          description: 'true: answer with the record when the program has ended',
          schema: { type: 'string', enum: ['true', 'false'] },
        },
        {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'The same key with the same body gives the same submission',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
        },
      ],
      requestBody: { required: true, content: json(SubmissionRequest) },
      responses: {
        200: answer('The record, when wait=true', SubmissionRecord, { Location: 'Where the record stays' }),
        202: answer('Accepted', Accepted, { Location: 'Where the record will be' }),
        ...errors(
          'invalid_request',
          'invalid_json',
          'too_large',
          'unsupported_media_type',
          'unknown_language',
          'idempotency_mismatch',
          'rate_limited',
          'queue_full',
          'unavailable',
        ),
      },
    },
  },
  '/stream/{id}': {
    get: {
      operationId: 'stream',
      summary: 'Follow a submission as Server-Sent Events',
      description:
        'Unnamed events carry the record at every change of status; `output` events carry what the program has just ' +
        'written. The last event is the whole record. Every event has an id to resume after.',
      parameters: [
        idParameter,
        {
          name: 'Last-Event-ID',
          in: 'header',
          description: 'Continue after this event',
          schema: { type: 'string', pattern: '^\\d{1,15}-\\d{1,15}$' },
        },
      ],
      responses: {
        200: {
          description: 'Events until the submission is final',
          content: { 'text/event-stream': { schema: { type: 'string' } } },
        },
        204: { description: 'Everything was sent already: stop reconnecting' },
        ...errors('invalid_request', 'not_found', 'unavailable'),
      },
    },
  },
  '/submissions/{id}': {
    get: {
      operationId: 'show',
      summary: 'Look a submission up',
      parameters: [idParameter],
      responses: { 200: answer('The record', FullRecord), ...errors('invalid_request', 'not_found', 'unavailable') },
    },
    delete: {
      operationId: 'cancel',
      summary: 'Cancel a submission',
      parameters: [idParameter],
      responses: {
        202: answer('The run is stopped or never starts', Cancelled),
        ...errors('invalid_request', 'not_found', 'already_finished', 'unavailable'),
      },
    },
  },
};

const systemPaths = {
  '/languages': {
    get: {
      operationId: 'languages',
      summary: 'What can be run, and within which limits',
      responses: { 200: answer('The languages', z.array(LanguageInfo)), ...errors() },
    },
  },
  '/healthz': {
    get: {
      operationId: 'health',
      summary: 'Whether the process lives',
      responses: { 200: answer('It does', z.object({ status: z.literal('ok') })), ...errors() },
    },
  },
  '/readyz': {
    get: {
      operationId: 'ready',
      summary: 'Whether every part is there',
      responses: {
        200: answer('Every part is there', Readiness),
        503: answer('A part is away', Readiness, { 'Retry-After': 'Seconds' }),
        ...errors(),
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: 'Prometheus metrics; the gateway does not route them',
      responses: {
        200: { description: 'The metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
        ...errors(),
      },
    },
  },
};

function componentSchemas(): object {
  const options = { io: 'input', uri: (id: string) => `#/components/schemas/${id}` } as const;
  const registry = z.registry<{ id: string }>();
  for (const schema of Object.values(named)) registry.add(schema, { id: schema.meta()!.id! });
  const { schemas } = z.toJSONSchema(registry, options);
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIds(schema)]));
}

function withoutIds({ $schema: _schema, $id: _id, id: _name, ...schema }: Record<string, unknown>): object {
  return schema;
}

function answer(description: string, schema: z.ZodType, headers: Record<string, string> = {}): object {
  const described = Object.entries(headers).map(([name, text]) => [
    name,
    { description: text, schema: { type: 'string' } },
  ]);
  return { description, content: json(schema), headers: Object.fromEntries(described) };
}

function json(schema: z.ZodType): object {
  return { 'application/json': { schema: referenceTo(schema) } };
}

function referenceTo(schema: z.ZodType): object {
  const id = schema.meta()?.id;
  if (id) return { $ref: `#/components/schemas/${id}` };
  if (schema instanceof z.ZodArray) return { type: 'array', items: referenceTo(schema.element as z.ZodType) };
  return withoutIds(z.toJSONSchema(schema, { io: 'input' }));
}

/** One response an HTTP number, which lists its codes. */
function errors(...codes: ErrorCode[]): object {
  const responses: Record<number, object> = {};
  const all = [...codes, ...anywhere];
  for (const status of new Set(all.map((code) => httpStatus[code]))) {
    const here = all.filter((code) => httpStatus[code] === status);
    const retry = status === 429 || status === 503 ? { 'Retry-After': 'Seconds' } : {};
    responses[status] = answer(
      here.map((code) => `\`${code}\``).join(', '),
      ErrorBody,
      retry as Record<string, string>,
    );
  }
  return responses;
}
