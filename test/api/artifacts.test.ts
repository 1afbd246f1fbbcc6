import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEvents, startEngine, submit, submitted, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
beforeAll(async () => void (engine = await startEngine()));
afterAll(() => engine.close());

const CODE = 'leave plot.png x\nleave out/a 123456789\nleave page.html <script>alert(1)</script>\nleave LICENSE é';

async function ended(body: object) {
  const response = await submit(engine.url, { language: 'python', code: CODE, ...body }, { query: '?wait=true' });
  return (await response.json()) as Record<string, unknown>;
}

const fileOf = (id: unknown, name: string) => fetch(`${engine.url}/submissions/${id}/files/${name}`);

describe('files that a program leaves', () => {
  it('are in the record with size and type, if the submission asked for them', async () => {
    const record = await ended({ artifacts: true });
    expect(record['artifacts']).toEqual([
      { name: 'plot.png', size: 1, type: 'image/png' },
      { name: 'out/a', size: 9, type: 'application/octet-stream' },
      { name: 'page.html', size: 25, type: 'text/html; charset=utf-8' },
      { name: 'LICENSE', size: 2, type: 'application/octet-stream' },
    ]);
    expect(record['artifacts_omitted']).toBe(1);
    expect(await ended({})).toMatchObject({ artifacts: null, artifacts_omitted: null });
  });

  it('are sent as attachments, and never as a page', async () => {
    const { submission_id: id } = await ended({ artifacts: true });
    const page = await fileOf(id, 'page.html');
    expect([page.status, await page.text()]).toEqual([200, '<script>alert(1)</script>']);
    expect(page.headers.get('content-disposition')).toBe('attachment; filename=page.html');
    expect(page.headers.get('content-security-policy')).toBe('sandbox');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await (await fileOf(id, 'out/a')).text()).toBe('123456789');
    expect((await fileOf(id, 'nothing')).status).toBe(404);
    expect((await fileOf('019c2f6a-3b1e-7c4d-9f20-5e8a7b6c1d02', 'page.html')).status).toBe(404);
  });

  it('are in the last record of the stream, and in no earlier event', async () => {
    const response = await submit(engine.url, { language: 'python', code: CODE, artifacts: true });
    const { submission_id: id } = (await response.json()) as { submission_id: string };
    const events = await allEvents(engine.url, id);
    expect(events.map(({ data }) => data['status'])).toEqual(['queued', 'running', 'completed']);
    expect(events.at(-1)?.data['artifacts']).toHaveLength(4);
  });

  it('are not kept for a submission that did not ask for them, and are refused with tests', async () => {
    expect((await fileOf(await submitted(engine.url, CODE), 'page.html')).status).toBe(404);
    const refused = await submit(engine.url, { language: 'python', code: CODE, artifacts: true, tests: [{}] });
    expect(await refused.json()).toMatchObject({ details: [{ field: 'artifacts' }] });
  });
});
