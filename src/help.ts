import { z } from 'zod';
import { EngineEnvironment, GuardEnvironment } from './environment.ts';

/** The name of each setting and its default, '…' where there is none. */
export function settings(): ReadonlyMap<string, string> {
  const all = schemas()
    .reverse() // the last one counts: embedded mode
    .flatMap((schema) => Object.entries(schema.properties ?? {}));
  return new Map(
    all.map(([name, schema]) => [name, (schema as { default?: string | number }).default?.toString() || '…']),
  );
}

function schemas() {
  return [...EngineEnvironment.options, GuardEnvironment].map((option) => z.toJSONSchema(option, { io: 'input' }));
}

/** The text of `npm start -- --help`: every setting with its default and meaning. */
export function help(images: readonly { setting: string; base: string }[]): string {
  const [embedded, cluster] = schemas().map(({ properties = {} }) => properties);
  const rows = (names: string[], of: typeof embedded) =>
    names.map((name) => {
      const { default: usual, description } = (of?.[name] ?? {}) as { default?: string | number; description?: string };
      return `  ${name.padEnd(20)}${String(usual ?? '').padEnd(20)}${description ?? ''}`;
    });
  const alone = Object.keys(embedded ?? {}).filter((name) => name !== 'MODE' && name !== 'ROLE');
  return [
    'npm start runs the engine: page, API, queue, history and sandbox in one process, on one port.',
    'Settings are environment variables: PORT=9000 npm start (in cmd.exe: set PORT=9000, then npm start).',
    '',
    ...rows(alone, embedded),
    '',
    'Base images of sandboxes, where SANDBOX is docker:',
    '',
    ...[...new Map(images.map(({ setting, base }) => [setting, base]))].map(
      ([name, base]) => `  ${name.padEnd(20)}${base}`,
    ),
    '',
    'MODE=cluster uses Redis and PostgreSQL, as docker-compose.yml does:',
    '',
    ...rows(['ROLE', 'REDIS_URL', 'DATABASE_URL'], cluster),
    '',
    'ROLE=guard holds the Docker socket: it forwards the calls that sandboxes need, and refuses all others.',
    '',
  ].join('\n');
}
