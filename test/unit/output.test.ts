import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutputEvent } from '../../src/domain/events.ts';
import { createOutput, type Output } from '../../src/sandbox/output.ts';
import { pieces } from '../support/pieces.ts';

const bytes = (text: string) => Buffer.from(text);
const textOf = (events: readonly OutputEvent[], stream: OutputEvent['stream']) =>
  events
    .filter((event) => event.stream === stream)
    .map(({ text }) => text)
    .join('');
/** Output of a program within one turn of the event loop, which becomes one batch. */
async function eventsOf(writes: readonly [OutputEvent['stream'], string][]): Promise<OutputEvent[]> {
  const output = createOutput();
  for (const [stream, text] of writes) output.push(stream, bytes(text));
  output.end();
  const events: OutputEvent[] = [];
  for await (const event of output.events()) if (event.type === 'output') events.push(event);
  return events;
}

describe('the output of a program', () => {
  it('that writes byte by byte to both streams in turn becomes a few events', async () => {
    const writes = Array.from({ length: 20_000 }, (_, n) => [n % 2 ? 'stderr' : 'stdout', n % 2 ? 'e' : 'o'] as const);
    const events = await eventsOf(writes.map(([stream, text]) => [stream, text]));
    expect(events.length).toBeLessThanOrEqual(2);
    expect([textOf(events, 'stdout'), textOf(events, 'stderr')]).toEqual(['o'.repeat(10_000), 'e'.repeat(10_000)]);
  });

  it('that writes many short lines to both streams in turn becomes a few events', async () => {
    const writes = Array.from({ length: 20_000 }, (_, n) => [n % 2 ? 'stderr' : 'stdout', `${n}\n`] as const);
    const events = await eventsOf(writes.map(([stream, text]) => [stream, text]));
    const characters = writes.reduce((sum, [, text]) => sum + text.length, 0);
    expect(events.length).toBeLessThanOrEqual(8 + Math.ceil(characters / (32 * 1024)));
    expect(textOf(events, 'stdout').split('\n').slice(0, 3)).toEqual(['0', '2', '4']);
  });

  it('keeps the order of a few lines on different streams', async () => {
    const events = await eventsOf([
      ['stdout', 'a\n'],
      ['stderr', 'b\n'],
      ['stdout', 'c'],
      ['stdout', '\n'],
    ]);
    expect(events.map(({ stream, text }) => [stream, text])).toEqual([
      ['stdout', 'a\n'],
      ['stderr', 'b\n'],
      ['stdout', 'c\n'],
    ]);
  });

  it('does not split a line that is written in pieces, between which the other stream writes', async () => {
    const events = await eventsOf([
      ['stderr', 'err '],
      ['stdout', 'out 2\nout 3\n'],
      ['stderr', '1\nerr '],
      ['stdout', 'out 4\n'],
      ['stderr', '2\n'],
    ]);
    for (const { text } of events) expect(text.endsWith('\n')).toBe(true);
    expect(textOf(events, 'stderr')).toBe('err 1\nerr 2\n');
    expect(textOf(events, 'stdout')).toBe('out 2\nout 3\nout 4\n');
  });

  it('splits long text, and never a character', async () => {
    const text = '🙂'.repeat(40_000);
    const events = await eventsOf([
      ['stdout', text],
      ['stderr', 'x'],
      ['stdout', text],
    ]);
    for (const event of events) expect(event.text.isWellFormed() && event.text.length <= 32 * 1024 + 1).toBe(true);
    expect(textOf(events, 'stdout')).toBe(text + text);
  });
});

async function* textsOf(output: Output): AsyncGenerator<string> {
  for await (const event of output.events()) if (event.type === 'output') yield event.text;
}

describe('the events of output', () => {
  it('keep every character and the order, wherever the bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), fc.array(fc.nat()), async (text, cuts) => {
        const whole = text.toWellFormed();
        const output = createOutput();
        for (const piece of pieces(Buffer.from(whole), cuts)) output.push('stdout', piece);
        output.end();
        let joined = '';
        for await (const piece of textsOf(output)) joined += piece;
        expect(joined).toBe(whole);
      }),
    );
  });

  it('mark bytes that are not UTF-8, also at the end', async () => {
    const output = createOutput();
    output.push('stdout', Buffer.from([0x61, 0xff, 0xe2, 0x82]));
    output.end();
    for await (const text of textsOf(output)) expect(text).toBe('a\uFFFD\uFFFD');
  });

  it('are few and of limited size for a million short writes', async () => {
    const output = createOutput();
    const events = (async () => {
      const sizes: number[] = [];
      for await (const text of textsOf(output)) sizes.push(text.length);
      return sizes;
    })();
    for (let n = 0; n < 1_000_000; n++) output.push('stdout', Buffer.from('x'));
    output.end();
    const sizes = await events;
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000_000);
    expect([sizes.length < 1000, Math.max(...sizes) <= 32_769]).toEqual([true, true]);
  });

  it('keep lines of two streams in the order in which they were written', async () => {
    const output = createOutput();
    output.push('stdout', Buffer.from('a\n'));
    output.push('stderr', Buffer.from('b\n'));
    output.push('stdout', Buffer.from('c\n'));
    output.end();
    const texts: string[] = [];
    for await (const text of textsOf(output)) texts.push(text);
    expect(texts).toEqual(['a\n', 'b\n', 'c\n']);
  });
});
