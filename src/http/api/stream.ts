import type { Request, Response } from 'express';
import { advance, type Submission } from '../../domain/record.ts';
import type { Metrics } from '../../metrics.ts';
import { compareCursors, parseCursor, type Cursor } from '../../store/store.ts';
import { noSuchSubmission } from '../../submission-errors.ts';
import type { Submissions } from '../../submissions.ts';
import type { Awaited, WorkerWatch } from '../../worker-watch.ts';
import type { Backlog } from '../backlog.ts';
import { invalid } from '../errors.ts';
import type { Parameter, Route } from '../route.ts';
import { examples } from './examples.ts';
import { SubmissionRecord, recordOf } from './record.ts';
import {
  dialogueFrame,
  frame,
  InputTaken,
  Notice,
  noticeFrame,
  OutputChunk,
  outputFrame,
  TestEnded,
  testFrame,
  Waiting,
} from './stream-events.ts';
import { idParameter, parseId } from './submission.ts';

const PING_MS = 15_000;

const lastEventParameter: Parameter = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'Resume after this event',
  schema: { type: 'string', pattern: '^\\d{1,15}-\\d{1,15}$' },
};

/** A submission as Server-Sent Events. */
export function streamRoutes(deps: {
  submissions: Submissions;
  metrics: Metrics;
  watch: WorkerWatch;
  backlog: Backlog;
  closing: AbortSignal;
}): Route[] {
  const { submissions, metrics, watch, backlog, closing } = deps;
  return [
    {
      method: 'get',
      path: '/stream/:id',
      tag: 'Programs',
      operationId: 'stream',
      summary: 'Follow a submission as Server-Sent Events',
      description:
        'The `data` of each event is one line of JSON. Unnamed events carry the record (`Submission`), one at every ' +
        'change of status; `output` events carry what the program or its compiler has written (`OutputChunk`); `test` ' +
        'events carry the result of a test (`TestEnded`); `notice` events say why the submission waits (`Notice`). Of ' +
        'an interactive program, `waiting` says that it is blocked on reading stdin (`Waiting`), and `input` what it ' +
        'has read, at this place of its output (`InputTaken`). The last event is the whole record. Every event but a ' +
        'notice has an id, after which a client may resume. A second record with status `running` means that the run ' +
        'has started again, because a part of the engine has failed: discard the output before that record. Ignore ' +
        'events and fields that you do not know.',
      parameters: [idParameter, lastEventParameter],
      answers: {
        200: {
          description: 'Events until the submission is final',
          events: [SubmissionRecord, OutputChunk, TestEnded, Notice, InputTaken, Waiting],
          example: examples.events,
        },
        204: { description: 'All events were sent already: do not connect again', empty: true },
      },
      errors: ['invalid_request', 'not_found', 'unavailable'],
      handle: stream,
    },
  ];

  async function stream(request: Request, response: Response): Promise<void> {
    const id = parseId(request);
    const after = parseLastEventId(request);
    const found = await submissions.outline(id);
    if (!found) throw noSuchSubmission();
    if (after && found.isFinished && compareCursors(after, found.cursor) >= 0) {
      return void response.status(204).end();
    }
    if (request.method === 'HEAD') return void openStream(response).end();
    metrics.streamOpen(1);
    try {
      await sendEvents(response, withoutTexts(found.submission), after);
    } finally {
      metrics.streamOpen(-1);
    }
  }

  async function sendEvents(response: Response, submission: Submission, after: Cursor | undefined): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, closing]);
    const ping = setInterval(() => response.writableNeedDrain || response.write(': ping\n\n'), PING_MS);
    try {
      openStream(response);
      await sendAll(response, submission, after, signal);
      response.end();
    } catch (error) {
      if (!signal.aborted) throw error;
      response.end();
    } finally {
      clearInterval(ping);
    }
  }

  async function sendAll(response: Response, begun: Submission, after: Cursor | undefined, signal: AbortSignal) {
    const { id } = begun;
    let submission = begun;
    const ended = new AbortController();
    const awaited = { language: begun.request.language, isRunning: () => submission.status === 'running' };
    void sendNotices(response, awaited, AbortSignal.any([signal, ended.signal]));
    try {
      for await (const { cursor, event } of submissions.follow(id, { after, signal })) {
        if (event.type === 'artifacts') continue; // the final record names them
        if (event.type === 'test') await backlog.write(response, testFrame(cursor, begun, event), signal);
        else if (event.type === 'output') await backlog.write(response, outputFrame(cursor, event), signal);
        else if (event.type === 'input' || event.type === 'waiting')
          await backlog.write(response, dialogueFrame(cursor, event), signal);
        else if (event.type === 'finished') {
          const whole = async () => frame(cursor, recordOf(await find(id)));
          await backlog.writeShared(response, `${id} ${cursor}`, whole, signal);
        } else {
          submission = withoutTexts(advance(id, submission, event)!);
          await backlog.write(response, frame(cursor, recordOf(submission)), signal);
        }
      }
    } finally {
      ended.abort();
    }
  }

  /** Notices are not part of the story: they have no id and are not sent again. */
  async function sendNotices(response: Response, awaited: Awaited, signal: AbortSignal): Promise<void> {
    for await (const message of watch.problems(awaited, signal)) {
      if (signal.aborted) return;
      if (!response.writableNeedDrain) response.write(noticeFrame(message ?? null));
    }
  }

  async function find(id: string): Promise<Submission> {
    const submission = await submissions.find(id);
    if (!submission) throw noSuchSubmission();
    return submission;
  }
}

/** A stream may be open for long, so it keeps no texts in memory. */
function withoutTexts(submission: Submission): Submission {
  const { tests: plan } = submission.request;
  const names = plan?.tests.map(({ name }) => ({ name, expected: null }));
  const tests = plan && { tests: { ...plan, tests: names! } };
  const request = { ...submission.request, files: [], runs: [], ...tests };
  return { ...submission, request, stdout: '', stderr: '', compiler: '' };
}

function parseLastEventId(request: Request): Cursor | undefined {
  const text = request.get('last-event-id');
  if (!text) return undefined;
  const cursor = parseCursor(text);
  if (cursor) return cursor;
  throw invalid('Last-Event-ID', 'must be the id of an event of this stream, such as 1-4');
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
