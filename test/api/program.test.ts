import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSubmitBody } from '../../src/http/api/submit-body.ts';
import { readContract, type Contract } from '../support/contract.ts';
import { startEngine, submit, type TestEngine } from '../support/engine.ts';
import { languages } from '../../tools/programs.ts';
import { limits } from '../support/scripted-sandbox.ts';

const KIB = 1024;
const base64 = (bytes: number | string) =>
  Buffer.from(typeof bytes === 'string' ? bytes : Buffer.alloc(bytes)).toString('base64');
const named = (...names: string[]) => names.map((name) => ({ name, content: 'show' }));
const data = (name: string, bytes: number) => ({ name, content: base64(bytes), encoding: 'base64' });

let engine: TestEngine;
let contract: Contract;
beforeAll(async () => {
  engine = await startEngine({ lanes: 2 });
  contract = await readContract(engine.url);
});
afterAll(() => engine.close());

/** The program that the sandbox received, without the language. */
async function given(body: object): Promise<unknown> {
  const response = await submit(engine.url, body, { query: '?wait=true' });
  const { stdout } = (await response.json()) as { stdout: string };
  return JSON.parse(stdout);
}

describe('a submission of files, arguments and limits', () => {
  it('reaches the sandbox unchanged', async () => {
    const body = {
      language: 'c++',
      files: [
        { name: 'prog.cpp', content: 'show' },
        { name: 'lib/geo-1_a.b.h', content: '', encoding: 'utf8' },
        { name: 'data.bin', content: 'AAEC/w==', encoding: 'base64' },
      ],
      input: 'in',
      args: ['-n', '3', '', 'a b'],
      compiler_args: ['-O2'],
      limits: { time_ms: 2000, cpu_time_ms: 1000, memory_bytes: 67_108_864, output_bytes: 65_536, processes: 1 },
    };
    expect(await given(body)).toEqual({
      files: [
        { name: 'prog.cpp', content: 'show' },
        { name: 'lib/geo-1_a.b.h', content: '' },
        { name: 'data.bin', content: 'AAEC/w==', encoding: 'base64' },
      ],
      runs: [{ stdin: 'in', args: ['-n', '3', '', 'a b'] }],
      compilerArgs: ['-O2'],
      limits: { timeMs: 2000, cpuMs: 1000, memoryBytes: 67_108_864, outputBytes: 65_536, processes: 1 },
    });
  });

  it("is the same with code as with one file of the language's own name", async () => {
    const asFile = await given({ language: 'py', files: [{ name: 'main.py', content: 'show' }] });
    expect(await given({ language: 'py', code: 'show' })).toEqual(asFile);
    expect(asFile).toMatchObject({ runs: [{ stdin: '', args: [] }], compilerArgs: [], limits: {} });
  });

  it("may repeat the engine's limits, which are not stored then", async () => {
    const own = {
      time_ms: 7000,
      cpu_time_ms: 28_000,
      memory_bytes: 268_435_456,
      output_bytes: 1_048_576,
      processes: 64,
    };
    expect(await given({ language: 'py', code: 'show', limits: own })).toMatchObject({ limits: {} });
    expect(await given({ language: 'py', code: 'show', limits: { ...own, time_ms: 6999 } })).toMatchObject({
      limits: { timeMs: 6999 },
    });
  });

  it('may be as large as all maximum sizes allow, measured after decoding', async () => {
    const body = {
      language: 'c',
      files: [
        ...named('main.c', 'a'.repeat(100), `${'b/'.repeat(127)}c`),
        { name: 'utf8.c', content: 'é'.repeat(128 * KIB) },
        data('all.bin', 2048 * KIB - 12 - 256 * KIB),
        ...Array.from({ length: 59 }, (_, n) => ({ name: `empty${n}`, content: '' })),
      ],
      input: '\u0001'.repeat(1024 * KIB),
      args: Array.from({ length: 64 }, () => 'é'.repeat(512)),
      compiler_args: Array.from({ length: 64 }, () => 'x'.repeat(1024)),
    };
    expect((await submit(engine.url, body)).status).toBe(202);
    const escaped = `{"language":"py","files":[${Array.from({ length: 8 }, (_, n) => `{"name":"f${n}","content":"${'\\u0041'.repeat(256 * KIB)}"}`).join()}],"input":"${'\\u0041'.repeat(1024 * KIB)}"}`;
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${engine.url}/submit`, { method: 'POST', headers, body: escaped })).status).toBe(202);
  });

  it('does not match an Idempotency-Key when any field differs', async () => {
    const headers = { 'Idempotency-Key': 'whole' };
    const body = {
      language: 'c',
      files: named('a.c', 'b.c'),
      args: ['1'],
      compiler_args: ['-O1'],
      limits: { time_ms: 5 },
    };
    const first = await submit(engine.url, body, { headers });
    expect([first.status, await (await submit(engine.url, body, { headers })).json()]).toEqual([
      202,
      await first.json(),
    ]);
    const others = [
      { ...body, files: named('a.c', 'c.c') },
      { ...body, files: named('b.c', 'a.c') },
      { ...body, args: ['2'] },
      { ...body, compiler_args: ['1'], args: ['-O1'] },
      { ...body, limits: { cpu_time_ms: 5 } },
    ];
    for (const other of others) expect((await submit(engine.url, other, { headers })).status).toBe(422);
  });

  it('is returned by GET /submissions/:id in a form that can be submitted again', async () => {
    const body = {
      language: 'cpp',
      files: [
        { name: 'a.cpp', content: 'say hi', encoding: 'utf8' },
        { name: 'b.bin', content: '/w==', encoding: 'base64' },
      ],
      input: 'in',
      args: ['x'],
      compiler_args: ['-O2'],
      limits: { time_ms: 5, processes: 1 },
    };
    const { submission_id: id } = (await (await submit(engine.url, body)).json()) as { submission_id: string };
    const shown = await fetch(`${engine.url}/submissions/${id}`);
    expect(await shown.clone().json()).toMatchObject({ ...body, code: 'say hi' });
    await contract.check('/submissions/{id}', 'get', shown);
    const again = await submit(engine.url, body);
    expect(again.status).toBe(202);
  });

  it('has no code in its record when the main file is not text', async () => {
    const body = { language: 'py', files: [{ name: 'a', content: '/w==', encoding: 'base64' }] };
    const { submission_id: id } = (await (await submit(engine.url, body)).json()) as { submission_id: string };
    const shown = await fetch(`${engine.url}/submissions/${id}`);
    expect(await shown.clone().json()).toMatchObject({ code: null, files: [{ name: 'a', content: '/w==' }] });
    await contract.check('/submissions/{id}', 'get', shown);
  });
});

const NAME = 'must be a relative path';
const WHOLE = 'must be a whole number';
const files = (...list: unknown[]) => ({ language: 'c', files: list });
const py = (more: object) => ({ language: 'python', code: 'show', ...more });

describe('a submission is refused, and the field is named, for', () => {
  it.each<[what: string, body: object, status: number, field: string, problem: string]>([
    ['neither code nor files', { language: 'c' }, 400, 'code', 'is missing, and so is files: send one of them'],
    ['code and files', py({ files: named('a.py') }), 400, 'files', 'must be left out where there is code'],
    ['no file', files(), 400, 'files', 'must not be empty'],
    ['files that are no list', py({ code: undefined, files: {} }), 400, 'files', 'must be a list'],
    ['a file that is a text', files('main.c'), 400, 'files.0', 'must be an object'],
    ['65 files', files(...named(...Array.from({ length: 65 }, (_, n) => `f${n}`))), 400, 'files', 'may have 64'],
    ['a file outside', files(...named('a.c', '../x')), 400, 'files.1.name', NAME],
    ['an absolute name', files(...named('/abs')), 400, 'files.0.name', NAME],
    ['an empty part', files(...named('a//b')), 400, 'files.0.name', NAME],
    ['an empty last part', files(...named('a/')), 400, 'files.0.name', NAME],
    ['an empty name', files(...named('')), 400, 'files.0.name', NAME],
    ['a hidden file', files(...named('.hidden')), 400, 'files.0.name', NAME],
    ['a hidden file in a folder', files(...named('a/.b')), 400, 'files.0.name', NAME],
    ['a folder that is this one', files(...named('./a')), 400, 'files.0.name', NAME],
    ['a name with a backslash', files(...named('a\\b')), 400, 'files.0.name', NAME],
    ['a name with a line break at its end', files(...named('a.c\n')), 400, 'files.0.name', NAME],
    ['a name with a NUL', files(...named('a\0.c')), 400, 'files.0.name', NAME],
    ['a name that is an option', files(...named('-o.c')), 400, 'files.0.name', NAME],
    ['a part of 101 characters', files(...named(`a/${'b'.repeat(101)}`)), 400, 'files.0.name', NAME],
    ['a name of 257 characters', files(...named(`${'b/'.repeat(128)}c`)), 400, 'files.0.name', 'may have 255'],
    ['one name twice', files(...named('main.cpp', 'main.cpp')), 400, 'files.1.name', 'is the name of another file'],
    ['a file and a folder', files(...named('a', 'a/b')), 400, 'files.0.name', 'is a folder of another file'],
    [
      'the name of the compiled program',
      { language: 'cpp', files: named('a.cpp', 'main') },
      400,
      'files.1.name',
      'gives this name to the program',
    ],
    ['a folder of that name', { language: 'c', files: named('main/a.c') }, 400, 'files.0.name', 'must not be main'],
    ['a folder and a file', files(...named('a/b/c', 'a/b')), 400, 'files.1.name', 'is a folder of another file'],
    ['no content', files({ name: 'a.c' }), 400, 'files.0.content', 'is missing'],
    ['an empty main file', files({ name: 'a.c', content: '' }), 400, 'files.0.content', 'must not be empty'],
    ['a lone surrogate', files({ name: 'a.c', content: '\ud800' }), 400, 'files.0.content', 'must be valid Unicode'],
    [
      'an unknown encoding',
      files({ name: 'a', content: 'x', encoding: 'hex' }),
      400,
      'files.0.encoding',
      'must be utf8 or base64',
    ],
    ['an unknown field', files({ name: 'a', content: 'x', mode: 7 }), 400, 'files.0', 'has unknown fields: mode'],
    ...['AA', 'A===', 'AAE', 'AA==AA==', '!!!!', 'AA==\n', 'AB==', '_-8='].map(
      (content): [string, object, number, string, string] => [
        `invalid base64: ${JSON.stringify(content)}`,
        files({ name: 'a.c', content, encoding: 'base64' }),
        400,
        'files.0.content',
        'must be base64',
      ],
    ),
    [
      'a main file over 256 KiB',
      files(data('any', 256 * KIB + 1)),
      413,
      'files.0.content',
      'has 262145 bytes, and may have 262144',
    ],
    [
      'a source over 256 KiB',
      files(...named('a.c'), data('b.C', 256 * KIB + 1)),
      413,
      'files.1.content',
      'may have 262144',
    ],
    [
      'over 2 MiB',
      files(...named('a.c'), data('b', 2048 * KIB - 3)),
      413,
      'files',
      'has 2097153 bytes, and may have 2097152',
    ],
    ['65 arguments', py({ args: Array.from({ length: 65 }, String) }), 400, 'args', 'may have 64'],
    ['an argument over 1 KiB', py({ args: ['', 'é'.repeat(512) + 'x'] }), 413, 'args.1', 'has 1025 bytes'],
    ['a NUL in an argument', py({ args: ['a\0'] }), 400, 'args.0', 'must not contain a NUL'],
    ['a number as an argument', py({ args: [3] }), 400, 'args.0', 'must be a string'],
    ['a text as arguments', py({ args: '-n 3' }), 400, 'args', 'must be a list'],
    [
      'compiler_args without a compiler',
      py({ compiler_args: ['-O2'] }),
      400,
      'compiler_args',
      'Python is not compiled',
    ],
    [
      '65 compiler_args',
      { language: 'c', code: 'x', compiler_args: Array.from({ length: 65 }, String) },
      400,
      'compiler_args',
      'may have 64',
    ],
    [
      'a long one of compiler_args',
      { language: 'c', code: 'x', compiler_args: ['x'.repeat(1025)] },
      413,
      'compiler_args.0',
      'has 1025 bytes',
    ],
    [
      'a NUL in compiler_args',
      { language: 'c', code: 'x', compiler_args: ['\0'] },
      400,
      'compiler_args.0',
      'must not contain a NUL',
    ],
    ...(
      [
        ['time_ms', 7000],
        ['cpu_time_ms', 28_000],
        ['memory_bytes', 268_435_456],
        ['output_bytes', 1_048_576],
        ['processes', 64],
      ] as const
    ).flatMap(([name, most]): [string, object, number, string, string][] => [
      [
        `${name} above the engine's`,
        py({ limits: { [name]: most + 1 } }),
        400,
        `limits.${name}`,
        `may be ${most} at the most`,
      ],
      [`${name} of zero`, py({ limits: { [name]: 0 } }), 400, `limits.${name}`, 'must be at least'],
      [`${name} below zero`, py({ limits: { [name]: -1 } }), 400, `limits.${name}`, 'must be at least'],
      [`${name} with a fraction`, py({ limits: { [name]: 1.5 } }), 400, `limits.${name}`, WHOLE],
      [`${name} as a text`, py({ limits: { [name]: '1' } }), 400, `limits.${name}`, WHOLE],
      [`${name} beyond all numbers`, py({ limits: { [name]: 1e300 } }), 400, `limits.${name}`, WHOLE],
    ]),
    [
      'less memory than a container has',
      py({ limits: { memory_bytes: 16_777_215 } }),
      400,
      'limits.memory_bytes',
      'must be at least 16777216',
    ],
    ['another limit', py({ limits: { compile_time_ms: 5 } }), 400, 'limits', 'has unknown fields: compile_time_ms'],
    ['null limits', py({ limits: null }), 400, 'limits', 'must be an object'],
  ])('%s', async (_what, body, status, field, problem) => {
    const response = await submit(engine.url, body);
    const answer = (await response.json()) as { error: string; details: { field: string; problem: string }[] };
    expect([response.status, answer.details?.[0]]).toEqual([
      status,
      { field, problem: expect.stringContaining(problem) },
    ]);
    expect(answer.error).toContain(`${field} ${answer.details[0]!.problem}`);
  });

  it('more processes than a WebAssembly program can have', () => {
    const offer = { languages, limits, sandbox: 'wasm' } as const;
    const body = { language: 'c', code: 'x', limits: { processes: 2 } };
    expect(() => parseSubmitBody(body, offer)).toThrow('limits.processes may be 1 at the most');
    expect(parseSubmitBody({ ...body, limits: { processes: 1 } }, offer).limits).toEqual({});
  });

  it('less memory than a language needs to start', () => {
    const c = languages.find('c')!;
    const large = { ...c, docker: { ...c.docker!, leastMemoryMb: 64 } };
    const offer = { languages: { ...languages, find: () => large }, limits, sandbox: 'docker' } as const;
    const asking = (memory_bytes: number) =>
      parseSubmitBody({ language: 'c', code: 'x', limits: { memory_bytes } }, offer);
    expect(() => asking(2 ** 26 - 1)).toThrow('must be at least 67108864, which a program in C needs to start');
    expect(asking(2 ** 26).limits).toEqual({ memoryBytes: 2 ** 26 });
  });
});
