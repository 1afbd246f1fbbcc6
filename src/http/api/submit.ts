import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { EngineError } from '../../errors.ts';
import type { Languages } from '../../languages.ts';
import type { Submissions } from '../../submissions.ts';
import type { WorkerWatch } from '../../worker-watch.ts';
import { jsonBody } from '../body.ts';
import { onlyMethods } from '../errors.ts';
import { recordOf } from './record.ts';
import { parseSubmitBody } from './submit-body.ts';

/** `1` and `0` are what half of all tools write for true and false. */
const SubmitQuery = z.object({
  wait: z.enum(['true', 'false', '1', '0'], { error: 'must be true or false' }).optional(),
});
const IdempotencyKey = z.string().min(1).max(255).optional();

export function submitRouter(deps: {
  submissions: Submissions;
  languages: Languages;
  watch: WorkerWatch;
  closing: AbortSignal;
}): Router {
  const { submissions, languages, watch, closing } = deps;
  const router = Router();
  router
    .route('/submit')
    .post(...jsonBody(), submit)
    .all(onlyMethods('POST'));
  return router;

  async function submit(request: Request, response: Response): Promise<void> {
    const { wait } = SubmitQuery.parse(request.query);
    const key = parseKey(request);
    const id = await submissions.submit(parseSubmitBody(request.body, languages), { key });
    response.location(`/submissions/${id}`);
    if (wait === 'true' || wait === '1') return answerWhenEnded(id, response);
    const warning = await watch.problem();
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
  const problem = 'must have 1 to 255 characters';
  throw new EngineError('invalid_request', `The request is not valid: Idempotency-Key ${problem}.`, {
    details: [{ field: 'Idempotency-Key', problem }],
  });
}
