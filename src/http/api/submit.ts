import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Limits } from '../../domain/limits.ts';
import type { SandboxName } from '../../domain/outcome.ts';
import type { Languages } from '../../languages.ts';
import type { Submissions } from '../../submissions.ts';
import type { WorkerWatch } from '../../worker-watch.ts';
import { invalid } from '../errors.ts';
import type { Parameter, Route } from '../route.ts';
import { examples } from './examples.ts';
import { SubmissionRecord, recordOf } from './record.ts';
import { parseSubmitBody, SubmitBody } from './submit-body.ts';

/** `1` and `0` are accepted, because many tools write true and false in this way. */
const SubmitQuery = z.object({
  wait: z.enum(['true', 'false', '1', '0'], { error: 'must be true or false' }).optional(),
});
const IdempotencyKey = z.string().min(1).max(255).optional();

const Accepted = z
  .object({
    submission_id: z.uuid(),
    status: z.literal('queued'),
    stream_url: z.string(),
    warning: z
      .string()
      .optional()
      .meta({ description: 'Why the submission waits for more than its turn in the queue' }),
  })
  .meta({ id: 'Accepted' });

const waitParameter: Parameter = {
  name: 'wait',
  in: 'query',
  description:
    'true: wait until the program has ended, and answer 200 with the record; otherwise 202 is answered at once',
  schema: { type: 'boolean' },
};
const keyParameter: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'For a safe retry: the same key with the same body gives the same submission, for as long as its record is in the ' +
    'store. All callers share the keys, so use random ones such as UUIDs. Whoever sends the key and the body of ' +
    'another caller gets the id of that submission.',
  example: '6f1c2a52-5a4e-4c0b-9d57-0e6a3f0c9b11',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

export function submitRoutes(deps: {
  submissions: Submissions;
  languages: Languages;
  limits: Limits;
  sandbox: SandboxName;
  watch: WorkerWatch;
  closing: AbortSignal;
}): Route[] {
  const { submissions, watch, closing } = deps;
  return [
    {
      method: 'post',
      path: '/submit',
      tag: 'Programs',
      operationId: 'submit',
      summary: 'Submit a program',
      parameters: [waitParameter, keyParameter],
      request: { json: SubmitBody, example: examples.request },
      answers: {
        200: {
          description: 'The final record, with wait=true',
          json: SubmissionRecord,
          example: examples.record,
          headers: { Location: 'The path of the record' },
        },
        202: {
          description: 'Accepted',
          json: Accepted,
          example: examples.accepted,
          headers: { Location: 'The path of the record' },
        },
      },
      errors: [
        'invalid_request',
        'invalid_json',
        'too_large',
        'unsupported_media_type',
        'unknown_language',
        'idempotency_mismatch',
        'rate_limited',
        'queue_full',
        'language_unavailable',
        'unavailable',
      ],
      handle: submit,
    },
  ];

  async function submit(request: Request, response: Response): Promise<void> {
    const { wait } = SubmitQuery.parse(request.query);
    const key = parseKey(request);
    const program = parseSubmitBody(request.body, deps);
    const id = await submissions.submit(program, { key });
    response.location(`/submissions/${id}`);
    if (wait === 'true' || wait === '1') return answerWhenEnded(id, response);
    const warning = await watch.problem(program.language);
    const accepted = { submission_id: id, status: 'queued', stream_url: `/stream/${id}` };
    response.status(202).json({ ...accepted, ...(warning && { warning }) });
  }

  async function answerWhenEnded(id: string, response: Response): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      response.json(recordOf(await submissions.ended(id, AbortSignal.any([gone.signal, closing]))));
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }
}

function parseKey(request: Request): string | undefined {
  const key = IdempotencyKey.safeParse(request.get('idempotency-key'));
  if (key.success) return key.data;
  throw invalid('Idempotency-Key', 'must have 1 to 255 characters');
}
