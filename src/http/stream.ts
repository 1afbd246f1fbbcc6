import { once } from 'node:events';
import { Router, type Request, type Response } from 'express';
import { advance, isFinal, type Submission, type SubmissionEvent } from '../domain.ts';
import { EngineError } from '../errors.ts';
import type { History } from '../history/history.ts';
import type { Metrics } from '../metrics.ts';
import { compareCursors, parseCursor, type Cursor, type Found, type SubmissionStore } from '../store/store.ts';
import { onlyMethods } from './errors.ts';
import { recordOf } from './record.ts';
import { findInHistory, noSuchSubmission, parseId } from './submissions.ts';

const PING_MS = 15_000;
/** The id of the one event that a record from the history has: after every event of its story. */
const END_OF_HISTORY: Cursor = '999999999999999-0';

/** A submission as Server-Sent Events: its states as `message`, its output as `output`. */
export function streamRouter(deps: {
  store: SubmissionStore;
  history: History;
  metrics: Metrics;
  closing: AbortSignal;
}): Router {
  const { store, history, metrics, closing } = deps;
  const router = Router();
  router.route('/stream/:id').get(stream).all(onlyMethods('GET'));
  return router;

  async function stream(request: Request, response: Response): Promise<void> {
    const id = parseId(request);
    const after = parseLastEventId(request);
    const found = (await store.find(id)) ?? (await fromHistory(id));
    if (!found) throw noSuchSubmission();
    if (after && isFinal(found.submission.status) && compareCursors(after, found.cursor) >= 0) {
      return void response.status(204).end();
    }
    if (request.method === 'HEAD') return void openStream(response).end();
    metrics.streamOpen(1);
    try {
      await sendEvents(response, found, after);
    } finally {
      metrics.streamOpen(-1);
    }
  }

  async function sendEvents(response: Response, found: Found, after: Cursor | undefined): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, closing]);
    const ping = setInterval(() => response.writableNeedDrain || response.write(': ping\n\n'), PING_MS);
    try {
      openStream(response);
      for await (const event of events(found, after, signal)) {
        if (!response.write(event)) await once(response, 'drain', { signal });
      }
      response.end();
    } catch (error) {
      if (!signal.aborted) throw error;
      response.end();
    } finally {
      clearInterval(ping);
    }
  }

  async function* events(found: Found, after: Cursor | undefined, signal: AbortSignal): AsyncGenerator<string> {
    if (found.cursor === END_OF_HISTORY) return yield frame(found.cursor, recordOf(found.submission));
    let submission: Submission | undefined = found.submission;
    for await (const { cursor, event } of store.follow(found.submission.id, { ...(after && { after }), signal })) {
      if (event.type === 'output') yield outputFrame(cursor, event);
      else {
        submission =
          event.type === 'finished'
            ? await whole(found.submission.id)
            : advance(found.submission.id, submission, event);
        if (submission) yield frame(cursor, recordOf(submission));
      }
    }
  }

  async function whole(id: string): Promise<Submission | undefined> {
    return (await store.find(id))?.submission ?? (await findInHistory(history, id));
  }

  async function fromHistory(id: string): Promise<Found | undefined> {
    const submission = await findInHistory(history, id);
    return submission && { submission, cursor: END_OF_HISTORY };
  }
}

function parseLastEventId(request: Request): Cursor | undefined {
  const text = request.get('last-event-id');
  if (!text) return undefined;
  const cursor = parseCursor(text);
  if (cursor) return cursor;
  const problem = 'must be the id of an event of this stream, such as 1-4';
  throw new EngineError('invalid_request', `The request is not valid: Last-Event-ID ${problem}`, {
    details: [{ field: 'Last-Event-ID', problem }],
  });
}

function openStream(response: Response): Response {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  response.socket?.setNoDelay(true);
  return response;
}

function outputFrame(cursor: Cursor, { stream, text }: Extract<SubmissionEvent, { type: 'output' }>): string {
  return `event: output\n${frame(cursor, { stream, text })}`;
}

/** The wire format: JSON has no line break outside its escapes, so the data is always one line. */
function frame(cursor: Cursor, data: unknown): string {
  return `id: ${cursor}\ndata: ${JSON.stringify(data)}\n\n`;
}
