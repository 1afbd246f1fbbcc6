import type { Request, Response } from 'express';
import { z } from 'zod';
import { noSuchSubmission } from '../../submission-errors.ts';
import type { Submissions } from '../../submissions.ts';
import type { Backlog } from '../backlog.ts';
import type { Parameter, Route } from '../route.ts';
import { examples } from './examples.ts';
import { FullRecord, fullRecordOf } from './record.ts';

const Cancelled = z.object({ submission_id: z.uuid(), status: z.literal('cancelled') }).meta({ id: 'Cancelled' });

export const idParameter: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};
const at = { path: '/submissions/:id', tag: 'Programs', parameters: [idParameter] } as const;

/** Looking up and cancelling a submission. */
export function submissionRoutes({ submissions, backlog }: { submissions: Submissions; backlog: Backlog }): Route[] {
  return [
    {
      ...at,
      method: 'get',
      operationId: 'show',
      summary: 'Look up a submission',
      description: 'Whoever knows the id may read the output, the code and the input.',
      answers: { 200: { description: 'The record', json: FullRecord, example: examples.full } },
      errors: ['invalid_request', 'not_found', 'unavailable'],
      handle: show,
    },
    {
      ...at,
      method: 'delete',
      operationId: 'cancel',
      summary: 'Cancel a submission',
      description: 'Whoever knows the id may cancel. The output until then is kept.',
      answers: {
        202: { description: 'The run is killed, or never starts', json: Cancelled, example: examples.cancelled },
      },
      errors: ['invalid_request', 'not_found', 'already_finished', 'unavailable'],
      handle: cancel,
    },
  ];

  /** A record may have 19 MB, so clients that read the same record at the same time share its text in memory. */
  async function show(request: Request, response: Response): Promise<void> {
    const id = parseId(request);
    const version = await submissions.version(id);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    response.set('Cache-Control', 'no-store').type('json');
    try {
      await backlog.writeShared(response, `record ${id} ${version}`, () => recordText(id), gone.signal);
      response.end();
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }

  async function recordText(id: string): Promise<string> {
    const submission = await submissions.find(id);
    if (!submission) throw noSuchSubmission();
    return JSON.stringify(fullRecordOf(submission));
  }

  async function cancel(request: Request, response: Response): Promise<void> {
    const id = parseId(request);
    await submissions.cancel(id);
    response.status(202).json({ submission_id: id, status: 'cancelled' });
  }
}

/** The id in the path. Throws `not_found` when the text cannot be an id. */
export function parseId(request: Request): string {
  const id = z.uuid().safeParse(request.params['id']);
  if (!id.success) throw noSuchSubmission();
  return id.data.toLowerCase();
}
