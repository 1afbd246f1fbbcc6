import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { noSuchSubmission, type Submissions } from '../../submissions.ts';
import type { Backlog } from '../backlog.ts';
import { onlyMethods } from '../errors.ts';
import { fullRecordOf } from './record.ts';

/** Looking a submission up, and cancelling it. */
export function submissionRouter({ submissions, backlog }: { submissions: Submissions; backlog: Backlog }): Router {
  const router = Router();
  router.route('/submissions/:id').get(show).delete(cancel).all(onlyMethods('GET', 'DELETE'));
  return router;

  /** A record may have 19 MB: whoever reads it at the same time reads the same text. */
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

/** The id in the path; what cannot be an id is not found. */
export function parseId(request: Request): string {
  const id = z.uuid().safeParse(request.params['id']);
  if (!id.success) throw noSuchSubmission();
  return id.data.toLowerCase();
}
