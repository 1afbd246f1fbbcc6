import { z } from 'zod';
import type { InputEvent, SubmissionEvent, TestEvent, WaitingEvent } from '../../domain/events.ts';
import type { Submission } from '../../domain/record.ts';
import type { Cursor } from '../../store/store.ts';
import { TestRecord, testRecordOf } from './test-record.ts';

/** The events of a stream: the schemas of their data, and how they are written. */

export const OutputChunk = z.object({ stream: z.enum(['stdout', 'stderr', 'compiler']), text: z.string() }).meta({
  id: 'OutputChunk',
  description: 'Data of an `output` event: what the program or its compiler has written',
});
export const Notice = z.object({ message: z.string().nullable() }).meta({
  id: 'Notice',
  description: 'Data of a `notice` event: why the submission waits; null when the reason no longer holds',
});
export const InputTaken = z.object({ text: z.string() }).meta({
  id: 'InputTaken',
  description:
    'Data of an `input` event: what an interactive program has taken of its input, at this place of its output',
});
export const Waiting = z
  .object({
    since: z.iso.datetime(),
    n: z.int().meta({ description: 'The number of the message that it waits for' }),
  })
  .meta({
    id: 'Waiting',
    description: 'Data of a `waiting` event: an interactive program is blocked on reading stdin',
  });
export const TestEnded = TestRecord.extend({
  test: z.int().meta({ description: 'The number of the test, from 0' }),
}).meta({
  id: 'TestEnded',
  description: 'Data of a `test` event: the result of a test',
});

export function outputFrame(cursor: Cursor, { stream, text }: Extract<SubmissionEvent, { type: 'output' }>): string {
  return `event: output\n${frame(cursor, { stream, text })}`;
}

export function dialogueFrame(cursor: Cursor, { type, ...data }: InputEvent | WaitingEvent): string {
  return `event: ${type}\n${frame(cursor, data)}`;
}

export function testFrame(cursor: Cursor, { request }: Submission, { test, result }: TestEvent): string {
  const name = request.tests!.tests[test]!.name;
  return `event: test\n${frame(cursor, { test, ...testRecordOf(name, result) })}`;
}

export function noticeFrame(message: string | null): string {
  return `event: notice\ndata: ${JSON.stringify({ message })}\n\n`;
}

/** One event in the wire format. JSON escapes line breaks, so the data is one line. */
export function frame(cursor: Cursor, data: unknown): string {
  return `id: ${cursor}\ndata: ${JSON.stringify(data)}\n\n`;
}
