import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEvents, events, startEngine, submitted, type StreamEvent, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine({ lanes: 2 });
});
afterAll(() => engine.close());

const outputs = (seen: StreamEvent[]) => seen.filter(({ event }) => event === 'output').map(({ data }) => data['text']);
const statuses = (seen: StreamEvent[]) =>
  seen.filter(({ event }) => event === 'message').map(({ data }) => data['status']);

describe('GET /stream/:id', () => {
  it('sends every state and every output, then the whole record, then ends', async () => {
    const id = await submitted(engine.url, 'say one\nwarn two\nsay three');
    const seen = await allEvents(engine.url, id);
    expect(statuses(seen)).toEqual(['queued', 'running', 'completed']);
    expect(outputs(seen)).toEqual(['one\n', 'two\n', 'three\n']);
    expect(seen.at(-1)?.data).toMatchObject({
      submission_id: id,
      stdout: 'one\nthree\n',
      stderr: 'two\n',
      exit_code: 0,
    });
    expect(seen.at(-2)?.data).toEqual({ stream: 'stdout', text: 'three\n' });
  });

  it('delivers output while the program still runs', async () => {
    const id = await submitted(engine.url, 'say early\nsleep 1500\nsay late');
    const times: Record<string, number> = {};
    for await (const { event, data } of events(engine.url, id))
      if (event === 'output') times[String(data['text'])] = Date.now();
    expect(times['late\n']! - times['early\n']!).toBeGreaterThan(1000);
  });

  it("sends the compiler's output of a program that compiled, apart from the program's", async () => {
    const id = await submitted(engine.url, 'compile main.c:3: warning: never used\nsay hi', 'c');
    const seen = await allEvents(engine.url, id);
    const outputs = seen.filter(({ event }) => event === 'output').map(({ data }) => data);
    expect(outputs).toEqual([
      { stream: 'compiler', text: 'main.c:3: warning: never used\n' },
      { stream: 'stdout', text: 'hi\n' },
    ]);
    const final = seen.at(-1)!.data;
    expect(final).toMatchObject({ stdout: 'hi\n', stderr: '', compile_output: 'main.c:3: warning: never used\n' });
  });

  it('has no compiler output for a language that is not compiled', async () => {
    const seen = await allEvents(engine.url, await submitted(engine.url, 'say hi'));
    expect(seen.at(-1)!.data).toMatchObject({ status: 'completed', compile_output: null });
  });

  it('has strictly increasing ids of the form n-m', async () => {
    const seen = await allEvents(engine.url, await submitted(engine.url, 'say a\nsay b\nsay c'));
    const numbers = seen.map(({ id }) => id.split('-').map(Number) as [number, number]);
    for (const [index, [high, low]] of numbers.entries()) {
      const before = numbers[index - 1];
      if (before) expect(high > before[0] || (high === before[0] && low > before[1])).toBe(true);
    }
  });

  it('resumes after Last-Event-ID, wherever the stream broke: no event twice, none lost', async () => {
    const id = await submitted(engine.url, 'say a\nsay b\nsay c');
    const whole = await allEvents(engine.url, id);
    for (const [index, { id: cursor }] of whole.slice(0, -1).entries()) {
      expect(await allEvents(engine.url, id, { 'last-event-id': cursor })).toEqual(whole.slice(index + 1));
    }
  });

  it('answers 204 after the final event, so that an EventSource stops', async () => {
    const id = await submitted(engine.url, 'say a');
    const last = (await allEvents(engine.url, id)).at(-1)!;
    const again = await fetch(`${engine.url}/stream/${id}`, { headers: { 'last-event-id': last.id } });
    expect([again.status, await again.text()]).toEqual([204, '']);
  });

  it('has headers that forbid proxies to buffer, cache or change it', async () => {
    const id = await submitted(engine.url, 'say a');
    const { headers } = await fetch(`${engine.url}/stream/${id}`);
    expect(headers.get('content-type')).toMatch('text/event-stream');
    expect(headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(headers.get('x-accel-buffering')).toBe('no');
  });

  it('releases a client that disconnects in the middle', async () => {
    const id = await submitted(engine.url, 'say a\nsleep 400\nsay b');
    const gone = new AbortController();
    await fetch(`${engine.url}/stream/${id}`, { signal: gone.signal });
    gone.abort();
    expect(outputs(await allEvents(engine.url, id))).toEqual(['a\n', 'b\n']);
    const metrics = await (await fetch(`${engine.url}/metrics`)).text();
    expect(metrics).toMatch(/^codeengine_sse_open 0$/m);
  });

  it('ends cleanly when the server stops', async () => {
    const other = await startEngine();
    const id = await submitted(other.url, 'say a\nsleep 60000');
    const seen = allEvents(other.url, id);
    setTimeout(() => other.stop(), 200);
    expect(statuses(await seen)).toEqual(['queued', 'running']);
    await fetch(`${other.url}/submissions/${id}`, { method: 'DELETE' });
    await other.close();
  });

  it('keeps line breaks, NUL and text that looks like events inside the data', async () => {
    const hostile = 'data: fake\r\u2028\u2029id: 9-9 <script>alert(1)</script> \u0000 \u001b[31m';
    const id = await submitted(engine.url, `say ${hostile}`);
    expect(outputs(await allEvents(engine.url, id))).toEqual([`${hostile}\n`]);
  });
});
