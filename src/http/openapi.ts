import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { VERSION } from '../version.ts';
import { ErrorBody, httpStatus } from './errors.ts';
import { eventsExample, examples } from './examples.ts';
import { FullRecord, Record as SubmissionRecord } from './record.ts';
import { SubmitBody } from './submit-body.ts';
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
  SubmitBody,
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
      version: VERSION,
      description:
        'Runs Python, C++ and C in throw-away sandboxes and streams the output. There is no login. Whoever knows the id ' +
        'of a submission may read its code, its input and its output, and may cancel it while it runs.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '.', description: 'Where this document is' }],
    security: [],
    tags: [
      { name: 'Programs', description: 'Submitting a program, following it, looking it up, cancelling it' },
      { name: 'Engine', description: 'What the engine can do, and how it is' },
    ],
    paths: { ...submissionPaths, ...systemPaths },
    components: { schemas: componentSchemas() },
  };
}

const idParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const programs = { tags: ['Programs'] };
const engine = { tags: ['Engine'] };
const anywhere: ErrorCode[] = ['wrong_host', 'internal'];

const submissionPaths = {
  '/submit': {
    post: {
      ...programs,
      operationId: 'submit',
      summary: 'Submit a program',
      parameters: [
        {
          name: 'wait',
          in: 'query',
          description: 'true: answer 200 with the record when the program has ended, instead of 202 at once',
          schema: { type: 'boolean' },
        },
        {
          name: 'Idempotency-Key',
          in: 'header',
          description:
            'The same key with the same body gives the same submission for as long as its record is fresh, so that a ' +
            'request can be repeated. Keys are shared by all callers: make each of random bytes, such as a UUID. ' +
            'Whoever sends the key and the body of another gets the id of that submission.',
          example: '6f1c2a52-5a4e-4c0b-9d57-0e6a3f0c9b11',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
        },
      ],
      requestBody: { required: true, content: json(SubmitBody) },
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
      ...programs,
      operationId: 'stream',
      summary: 'Follow a submission as Server-Sent Events',
      description:
        'The `data` of each event is one line of JSON. Unnamed events carry the record (`Submission`) at every change of ' +
        'status; `output` events carry what the program or its compiler has just written (`OutputChunk`); `notice` ' +
        'events say why the submission waits (`Notice`). The last event is the whole record. Every event but a notice ' +
        'has an id to resume after. A second record with status `running` means that the run began anew, because a ' +
        'part of the engine was lost: forget the output before it. Ignore events and fields that you do not know.',
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
          content: { 'text/event-stream': { schema: eventStream(), example: eventsExample } },
        },
        204: { description: 'Everything was sent already: stop reconnecting' },
        ...errors('invalid_request', 'not_found', 'unavailable'),
      },
    },
  },
  '/submissions/{id}': {
    get: {
      ...programs,
      operationId: 'show',
      summary: 'Look a submission up',
      description: 'The id is the permission: whoever knows it reads the output, the code and the input.',
      parameters: [idParameter],
      responses: { 200: answer('The record', FullRecord), ...errors('invalid_request', 'not_found', 'unavailable') },
    },
    delete: {
      ...programs,
      operationId: 'cancel',
      summary: 'Cancel a submission',
      description: 'The id is the permission: whoever knows it may end the run. What was written until then is kept.',
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
      ...engine,
      operationId: 'languages',
      summary: 'What can be run, and within which limits',
      responses: { 200: answer('The languages', z.array(LanguageInfo)), ...errors() },
    },
  },
  '/healthz': {
    get: {
      ...engine,
      operationId: 'health',
      summary: 'Whether the process lives',
      responses: {
        200: answer('It does', z.object({ status: z.literal('ok') }).meta({ examples: [{ status: 'ok' }] })),
        ...errors(),
      },
    },
  },
  '/readyz': {
    get: {
      ...engine,
      operationId: 'ready',
      summary: 'Whether every part is there',
      responses: {
        200: answer('Every part is there', Readiness),
        503: answer(
          'A part is away',
          Readiness,
          { 'Retry-After': 'Seconds' },
          { status: 'unavailable', away: { worker: 'No worker has been seen for 30 s.' } },
        ),
        ...errors(),
      },
    },
  },
  '/metrics': {
    get: {
      ...engine,
      operationId: 'metrics',
      summary: 'Prometheus metrics',
      description: 'For the network of the engine: `api` and each `worker` has its own. The gateway answers 404.',
      responses: {
        200: { description: 'The metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
        ...errors(),
      },
    },
  },
};

/** Each event's data is text in the stream, and JSON in itself. */
function eventStream(): object {
  const data = [SubmissionRecord, OutputChunk, Notice].map(referenceTo);
  return { type: 'string', contentMediaType: 'text/event-stream', contentSchema: { anyOf: data } };
}

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

function answer(
  description: string,
  schema: z.ZodType,
  headers: Record<string, string> = {},
  example = exampleOf(schema),
): object {
  const described = Object.entries(headers).map(([name, text]) => [
    name,
    { description: text, schema: { type: 'string' } },
  ]);
  return { description, content: json(schema, example), headers: Object.fromEntries(described) };
}

function json(schema: z.ZodType, example = exampleOf(schema)): object {
  return { 'application/json': { schema: referenceTo(schema), ...(example !== undefined && { example }) } };
}

function exampleOf(schema: z.ZodType): unknown {
  return examples[schema instanceof z.ZodArray ? 'Languages' : (schema.meta()?.id ?? '')];
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
      retry,
      { error: 'What is wrong, and what to do.', code: here[0] },
    );
  }
  return responses;
}
