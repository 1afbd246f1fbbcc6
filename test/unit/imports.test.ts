import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** The ports: the interfaces that drivers implement. */
const PORTS =
  'queue/queue.ts store/store.ts history/history.ts workers/registry.ts sandbox/sandbox.ts sandbox/pool.ts inbox/inbox.ts'.split(
    ' ',
  );
const KNOWN_TO_ALL = [
  'domain/',
  'errors.ts',
  'languages.ts',
  'language-file.ts',
  'node:',
  'npm:pino',
  'npm:zod',
  'npm:uuid',
];

/**
 * Which files each file may import: the first row that names a file, or its folder, lists everything that the file may
 * import. `x/` is a whole folder, `npm:` a package. Every other import is forbidden.
 */
const TABLE: readonly (readonly [files: string, allowed: readonly string[]])[] = [
  ['main.ts', ['start.ts', 'node:']],
  [
    'start.ts',
    ['options.ts', 'config.ts', 'errors.ts', 'help.ts', 'languages.ts', 'log.ts', 'work.ts', 'node:', 'npm:pino'],
  ],
  ['options.ts', ['help.ts']],
  ['help.ts', ['environment.ts', 'npm:zod']],
  ['config.ts', ['environment.ts', 'node:', 'npm:zod']],
  ['environment.ts', ['domain/limits.ts', 'node:', 'npm:zod']],
  ['version.ts', ['node:']],
  ['log.ts', ['config.ts', 'node:', 'npm:pino', 'npm:pino-pretty', 'run-summary.ts']],
  ['redis-hints.ts', ['npm:ioredis']],
  ['redis.ts', ['node:', 'npm:ioredis', 'npm:pino', 'errors.ts']],
  ['work.ts', ['']],
  ['compose/', ['']],
  ['domain/', ['domain/', 'npm:zod']],
  ['judge/', [...KNOWN_TO_ALL, 'judge/']],
  ['errors.ts', []],
  ['language-file.ts', ['domain/', 'node:', 'npm:zod']],
  ['languages.ts', ['language-file.ts', 'domain/', 'node:', 'npm:zod']],
  ['metrics.ts', [...KNOWN_TO_ALL, 'version.ts', 'npm:prom-client']],
  [
    'http/',
    // prettier-ignore
    [...KNOWN_TO_ALL, 'http/', 'submissions.ts', 'submission-errors.ts', 'worker-watch.ts', 'store/store.ts', 'metrics.ts', 'version.ts', 'npm:express', 'npm:cors', 'npm:compression', 'npm:swagger-ui-dist', 'npm:mime-types'],
  ],
  ['history/migrations.ts', ['history/history.ts', 'node:']],
  ['history/postgres.ts', ['history/history.ts', 'npm:pg', 'npm:pino']],
  ['history/pglite', ['history/', 'node:', 'npm:@electric-sql/pglite']],
  ['history/', ['history/', 'domain/', 'node:']],
  ['queue/redis', [...KNOWN_TO_ALL, 'queue/queue.ts', 'queue/redis-scripts.ts', 'redis.ts', 'npm:ioredis']],
  ['queue/journal.ts', [...KNOWN_TO_ALL, 'queue/', 'store/store.ts']],
  ['queue/', [...KNOWN_TO_ALL, 'queue/']],
  ['store/redis', [...KNOWN_TO_ALL, 'store/', 'redis.ts', 'redis-hints.ts', 'npm:ioredis']],
  ['store/', [...KNOWN_TO_ALL, 'store/']],
  ['inbox/redis.ts', [...KNOWN_TO_ALL, 'inbox/', 'redis.ts', 'redis-hints.ts', 'npm:ioredis']],
  ['inbox/', [...KNOWN_TO_ALL, 'inbox/']],
  ['workers/redis.ts', [...KNOWN_TO_ALL, 'workers/registry.ts', 'redis.ts', 'npm:ioredis']],
  ['workers/', [...KNOWN_TO_ALL, 'workers/']],
  ['sandbox/docker/', [...KNOWN_TO_ALL, 'sandbox/docker/', 'sandbox/*', 'inbox/inbox.ts', 'npm:dockerode']],
  ['sandbox/wasm/', [...KNOWN_TO_ALL, 'sandbox/wasm/', 'sandbox/*', 'inbox/inbox.ts']],
  ['sandbox/', [...KNOWN_TO_ALL, 'sandbox/*', 'inbox/inbox.ts']],
  // All other files.
  ['', [...KNOWN_TO_ALL, ...PORTS, '*', 'judge/', 'npm:pino']],
];
/** Only src/compose may import these; `*` in the table does not include them. */
const ONLY_COMPOSED = new Set(
  'work.ts start.ts main.ts config.ts environment.ts help.ts options.ts redis.ts redis-hints.ts'.split(' '),
);

describe('the import rules', () => {
  it.each(readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')))(
    '%s imports only what the table allows',
    (file) => {
      const [, allowed = []] = TABLE.find(([files]) => file.startsWith(files)) ?? [];
      const forbidden = importsOf(file).filter((wanted) => !allowed.some((rule) => allows(rule, wanted)));
      expect(forbidden).toEqual([]);
    },
  );

  it.each(['tools', 'src'])('%s imports no test', (folder) => {
    const root = join(SRC, '..', folder);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const texts = files.map((name) => [name, readFileSync(join(root, name), 'utf8')] as const);
    expect(texts.filter(([, text]) => /from '(\.\.\/)+test\//.test(text)).map(([name]) => name)).toEqual([]);
  });

  it('refuse an import that the table does not allow', () => {
    const [, allowed] = TABLE.find(([files]) => 'sandbox/docker/driver.ts'.startsWith(files))!;
    const bad = ['sandbox/wasm/driver.ts', 'queue/redis.ts', 'npm:pg', 'compose/engine.ts', 'worker.ts'];
    expect(bad.filter((wanted) => allowed.some((rule) => allows(rule, wanted)))).toEqual([]);
  });
});

function allows(rule: string, wanted: string): boolean {
  if (!rule.endsWith('*')) return wanted.startsWith(rule);
  const [folder = ''] = rule.split('*');
  const isDirectlyInside = wanted.startsWith(folder) && !/[/:]/.test(wanted.slice(folder.length));
  return isDirectlyInside && !ONLY_COMPOSED.has(wanted);
}

/** The imports of a file: paths relative to src, or names with `node:` or `npm:`. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\s[^;'"]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm);
  return Array.from(found, (groups) => {
    const name = groups.slice(1).find(Boolean)!;
    if (name.startsWith('.')) return relative(SRC, resolve(SRC, dirname(file), name));
    return name.startsWith('node:') ? name : `npm:${name}`;
  });
}
