import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEvents, startEngine, submit, submitted, type TestEngine } from '../support/engine.ts';
import { languages as offered } from '../../tools/programs.ts';
import { readContract, type Contract } from '../support/contract.ts';
import packageFile from '../../package.json' with { type: 'json' };

let engine: TestEngine;
let contract: Contract;
beforeAll(async () => {
  engine = await startEngine();
  contract = await readContract(engine.url);
});
afterAll(() => engine.close());

const keepsContract = (path: string, method: string, response: Response) => contract.check(path, method, response);

describe('openapi.json', () => {
  it('is OpenAPI 3.1 and lists every route', () => {
    expect(contract.document.openapi).toBe('3.1.0');
    const routes = Object.entries(contract.document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(routes.sort()).toEqual([
      'delete /submissions/{id}',
      'get /healthz',
      'get /languages',
      'get /metrics',
      'get /readyz',
      'get /stream/{id}',
      'get /submissions/{id}',
      'get /submissions/{id}/files/{name}',
      'post /submissions/{id}/input',
      'post /submit',
    ]);
  });

  it('describes the engine’s responses', async () => {
    const body = { language: 'py', code: 'say hi' };
    await keepsContract('/submit', 'post', await submit(engine.url, body));
    await keepsContract('/submit', 'post', await submit(engine.url, body, { query: '?wait=true' }));
    await keepsContract('/submit', 'post', await submit(engine.url, { language: 'py' }));
    await keepsContract('/submit', 'post', await submit(engine.url, { language: 'x', code: 'x' }));
    const id = await submitted(engine.url, 'say hi');
    await allEvents(engine.url, id);
    await keepsContract('/submissions/{id}', 'get', await fetch(`${engine.url}/submissions/${id}`));
    await keepsContract(
      '/submissions/{id}',
      'delete',
      await fetch(`${engine.url}/submissions/${id}`, { method: 'DELETE' }),
    );
    await keepsContract('/stream/{id}', 'get', await fetch(`${engine.url}/stream/${id}`));
    for (const path of ['/languages', '/healthz', '/readyz', '/metrics']) {
      await keepsContract(path, 'get', await fetch(`${engine.url}${path}`));
    }
  });

  it('lists the methods of each path: every other method is a 405 that names them', async () => {
    for (const [path, item] of Object.entries(contract.document.paths)) {
      const methods = Object.keys(item).map((method) => method.toUpperCase());
      const target = engine.url + path.replace('{id}', '0192f0c1-0000-7000-8000-000000000000');
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((other) => !methods.includes(other))) {
        const response = await fetch(target, { method });
        expect([path, response.status, response.headers.get('allow')?.split(', ').sort()]).toEqual([
          path,
          405,
          [...methods, 'OPTIONS'].sort(),
        ]);
      }
    }
  });

  it('is shown by a page that loads nothing from other hosts', async () => {
    const page = await (await fetch(`${engine.url}/docs`)).text();
    const links = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(2);
    for (const link of links) {
      expect(link).not.toMatch(/^\/|:/); // relative, so that the page works under any path
      expect([link, (await fetch(new URL(link, `${engine.url}/docs`))).status]).toEqual([link, 200]);
    }
    expect((await fetch(`${engine.url}/docs/`)).url).toBe(`${engine.url}/docs`);
  });

  it('passes a linter', async () => {
    const config = await createConfig({ extends: ['recommended-strict'] });
    const problems = await lintFromString({ source: JSON.stringify(contract.document), config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('has valid examples, the version of the package, and no default that makes a field required', async () => {
    const text = JSON.stringify(contract.document);
    expect(text).toContain(`"version":"${packageFile.version}"`);
    expect(text).not.toContain('"default"');
    expect(text).toContain(`{"name":"wait","in":"query"`);
    const { paths } = contract.document;
    const bodies = Object.values(paths).flatMap((item) =>
      Object.values(item).flatMap(({ requestBody, responses }) => [requestBody, ...Object.values(responses)]),
    );
    const json = bodies.flatMap((body) => body?.content?.['application/json'] ?? []);
    expect(json.length).toBeGreaterThan(20);
    for (const { schema, example } of json)
      contract.fits(schema, example ?? (schema as { examples: unknown[] }).examples[0]);
    const input = { language: 'py', code: 'echo' };
    contract.fits({ $ref: '#/components/schemas/SubmissionRequest' }, input);
  });

  it('says what whoever knows an id may do, that keys must be random, and when a run starts again', () => {
    const { paths, info } = contract.document as unknown as {
      info: { description: string };
      paths: Record<string, Record<string, { description: string; parameters: { description: string }[] }>>;
    };
    expect(info.description).toMatch(/knows the id .* read its code, its input and its output, and may cancel/);
    expect(paths['/submissions/{id}']!['get']!.description).toContain('Whoever knows the id may read');
    expect(paths['/submit']!['post']!.parameters[1]!.description).toContain('use random ones');
    expect(paths['/stream/{id}']!['get']!.description).toContain('the run has started again');
  });
});

describe('GET /metrics', () => {
  it('counts submissions and refusals', async () => {
    await allEvents(engine.url, await submitted(engine.url, 'exit 1', 'c'));
    const text = await (await fetch(`${engine.url}/metrics`)).text();
    expect(text).toMatch(/codeengine_submissions_total\{language="c",status="error"\} 1/);
    expect(text).toMatch(/codeengine_queue_depth \d/);
    expect(text).toMatch(/codeengine_submissions_failed_total\{language="c",reason="exit"\} 1/);
    expect(text).toMatch(/codeengine_build_info\{version="[\d.]+",node="[\d.]+"\} 1/);
    expect(text).toMatch(/codeengine_history_backlog \d/);
    expect(text).toMatch(/codeengine_workers\{state="ready"\} 1/);
    expect(text).toMatch(/codeengine_workers\{state="unready"\} 0/);
    expect(text).toMatch(/codeengine_lanes_busy 0/);
    expect(text).toMatch(/codeengine_run_seconds_bucket\{le="10",language="c"\} 1/);
    expect(text).toMatch(/codeengine_queue_seconds_count\{language="c"\} 1/);
  });
});

describe('GET /languages', () => {
  it('lists the languages with limits and a sample', async () => {
    const languages = (await (await fetch(`${engine.url}/languages`)).json()) as { id: string }[];
    expect(languages.map(({ id }) => id)).toEqual(offered.all().map(({ id }) => id));
    expect(languages[1]).toMatchObject({
      name: 'C++',
      aliases: ['c++'],
      limits: {
        time_ms: 7000,
        compile_time_ms: 10_000,
        memory_bytes: 268_435_456,
        output_bytes: 1_048_576,
        processes: 64,
      },
    });
  });
});
