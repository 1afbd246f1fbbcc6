import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { LEAST } from './domain/limits.ts';

const count = (least: number, most: number) => {
  const range = `from ${least} to ${most}`;
  const whole = `must be a whole number ${range}`;
  const within = `must be ${range}`;
  return z.coerce
    .number({ error: `must be a number ${range}` })
    .int(whole)
    .min(least, within)
    .max(most, within);
};

const choice = <const Names extends readonly [string, string, ...string[]]>(...names: Names) =>
  z.enum(names, { error: `must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}` });

/** Names between commas. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean),
);

const queueMaxMb = count(1, 65_536).describe(
  'megabytes of submissions that may wait, and of records on their way to the history',
);

const shared = {
  ROLE: z
    .enum(['all', 'api', 'worker'], { error: 'must be all, api, worker or guard' })
    .default('all')
    .describe('what this process does: all, api, worker or guard'),
  PORT: count(0, 65535).default(8080).describe('the port to listen on'),
  LANES: count(1, 256).default(availableParallelism()).describe('how many programs run at once'),
  LIMIT_TIME_MS: count(50, 600_000).default(7000).describe('how long a program may run'),
  LIMIT_COMPILE_MS: count(50, 600_000)
    .optional()
    .describe('how long its compile may take; 10000 in Docker, 15000 in WebAssembly'),
  LIMIT_TESTS_MS: count(50, 86_400_000).default(600_000).describe('how long all tests of a submission may take'),
  LIMIT_CPU_MS: count(50, 6_000_000)
    .optional()
    .describe('processor time of all its processes; LIMIT_TIME_MS for each processor'),
  LIMIT_MEMORY_MB: count(LEAST.memoryBytes / 2 ** 20, 65_536)
    .default(256)
    .describe('the memory of a run'),
  LIMIT_OUTPUT_BYTES: count(1, 64 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('the most of each of stdout and stderr'),
  LIMIT_IDLE_MS: count(1000, 600_000).default(60_000).describe('how long an interactive program may wait for input'),
  INTERACTIVE_MAX: count(1, 4096)
    .optional()
    .describe('interactive programs that are held at once, those that wait among them; 8 for each lane'),
  LIMIT_PROCESSES: count(1, 4096).default(64).describe('processes and threads of a run, in Docker'),
  QUEUE_MAX: count(1, 1_000_000).default(1000).describe('submissions that may wait before further ones are refused'),
  QUEUE_MAX_MB: queueMaxMb.default(256),
  RECORD_TTL_S: count(1, 30 * 86_400)
    .default(3600)
    .describe('how long a record stays in the store; the history keeps it'),
  HISTORY_DAYS: count(0, 36_500).default(0).describe('how long the history keeps a record; 0 is for ever'),
  ALLOWED_HOSTS: list
    .default([])
    .describe('further names this engine is reached by, with commas, when it listens to this machine alone'),
  CORS_ORIGIN: list
    .refine((origins) => origins.every((origin) => /^(\*|null|[a-z][a-z+.-]*:\/\/[^/]+)$/.test(origin)), {
      error: 'must be origins such as https://example.org, or *',
    })
    .optional()
    .describe(
      'pages that may call this engine, such as https://example.org, with commas; * is any; unset, a page opened from disk where HOST is this machine alone, else any',
    ),
  LANGUAGES: list
    .optional()
    .describe(
      'the languages that are offered, with commas, such as python,cpp; all for every one; unset, those that say so',
    ),
  LANGUAGES_DIR: z
    .string()
    .transform((folder) => [folder])
    .default([])
    .describe('a folder with further languages, each in a folder of its own'),
  WARM: count(0, 64).default(2).describe('sandboxes kept ready of each language that is always kept so'),
  WARM_TOTAL: count(0, 128)
    .default(8)
    .describe('sandboxes kept ready in all, those of languages that were used lately among them'),
  DOCKER_HOST: z
    .string()
    .regex(/^(unix|npipe|tcp|https?):\/\/./, 'must be like unix:///var/run/docker.sock or tcp://127.0.0.1:2375')
    .refine(
      (text) => /^(unix|npipe):/.test(text) || URL.canParse(text),
      'must be an address such as tcp://127.0.0.1:2375',
    )
    .optional()
    .describe('where Docker is, when not at its usual place'),
  SANDBOX_RUNTIME: z.string().min(1).optional().describe('a container runtime such as runsc'),
  LOG_LEVEL: choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
  LOG_FORMAT: choice('auto', 'json', 'pretty')
    .default('auto')
    .describe('json, pretty, or auto: pretty at a terminal and json elsewhere'),
};

const sandbox = choice('docker', 'wasm').describe('wasm needs nothing else, docker needs Docker');
const folder = z.string().min(1).default('./data').describe('the folder for the history and what is made once');
/** A program that waits holds a sandbox, and no lane. */
const INTERACTIVE_PER_LANE = 8;
/** The compiler is slower as WebAssembly than as itself. */
const COMPILE_MS = { docker: 10_000, wasm: 15_000 };

const Environment = z.discriminatedUnion('MODE', [
  z.object({
    ...shared,
    MODE: z.literal('embedded'),
    ROLE: z.literal('all', { error: 'must be all in embedded mode: everything is in this process' }).default('all'),
    SANDBOX: sandbox.default('wasm'),
    HOST: z.string().min(1).default('127.0.0.1').describe('the address to listen on; 0.0.0.0 lets others in'),
    DATA_DIR: folder,
    QUEUE_MAX_MB: queueMaxMb.default(64), // in the memory of this process
  }),
  z.object({
    ...shared,
    MODE: z.literal('cluster'),
    SANDBOX: sandbox.default('docker'),
    HOST: z.string().min(1).default('0.0.0.0'),
    REDIS_URL: z
      .url({ protocol: /^rediss?$/, error: 'must be a URL such as redis://:password@redis:6379' })
      .describe('Redis'),
    DATABASE_URL: z
      .url({
        protocol: /^postgres(ql)?$/,
        error: 'must be a URL such as postgres://user:password@postgres:5432/codeengine',
      })
      .describe('PostgreSQL'),
    DATA_DIR: folder,
  }),
]);

/** A guard needs neither Redis nor PostgreSQL. */
const GuardEnvironment = z.object({
  ...shared,
  MODE: z.literal('cluster', { error: 'must be cluster for a guard' }).default('cluster'),
  ROLE: z.literal('guard'),
  SANDBOX: z.literal('docker', { error: 'must be docker for a guard' }).default('docker'),
  HOST: z.string().min(1).default('0.0.0.0'),
  PORT: count(0, 65535).default(2375),
  DOCKER_HOST: z
    .string()
    .regex(/^unix:\/\//, 'must be a socket such as unix:///var/run/docker.sock')
    .default('unix:///var/run/docker.sock'),
});

interface Derived {
  LIMIT_COMPILE_MS: number;
  LIMIT_CPU_MS: number;
  INTERACTIVE_MAX: number;
  /** What is set to name an image that sandboxes are built from, or packages in it: languages say which settings those are. */
  images: Readonly<Record<string, string>>;
}
export type EngineConfig = Readonly<z.infer<typeof Environment> & Derived>;
export type GuardConfig = Readonly<z.infer<typeof GuardEnvironment> & Derived>;

/** What this process is to do, read once from the environment. */
export type Config = EngineConfig | GuardConfig;

const IMAGE_SETTING = /^[A-Z][A-Z0-9_]*_(?:IMAGE|PACKAGES)$/;

/** Reads the environment. Throws an Error that names each wrong variable and what it may be; it never shows a value. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const trimmed = Object.entries(environment).map(([name, value]) => [name, value?.trim()] as const); // cmd.exe keeps blanks
  const set = Object.fromEntries(trimmed.filter((entry): entry is [string, string] => !!entry[1]));
  const isGuard = set['ROLE'] === 'guard';
  const parsed = isGuard
    ? GuardEnvironment.safeParse(set)
    : Environment.safeParse({ ...set, MODE: set['MODE'] ?? 'embedded' });
  if (parsed.success) {
    const { SANDBOX, LIMIT_TIME_MS, LANES } = parsed.data;
    const { INTERACTIVE_MAX = LANES * INTERACTIVE_PER_LANE } = parsed.data;
    const { LIMIT_COMPILE_MS = COMPILE_MS[SANDBOX], LIMIT_CPU_MS = LIMIT_TIME_MS * availableParallelism() } =
      parsed.data;
    const images = Object.fromEntries(Object.entries(set).filter(([name]) => IMAGE_SETTING.test(name)));
    return Object.freeze({ ...parsed.data, LIMIT_COMPILE_MS, LIMIT_CPU_MS, INTERACTIVE_MAX, images });
  }
  const rows = parsed.error.issues.map(({ path, message, code }) =>
    code === 'invalid_union'
      ? 'MODE: must be embedded or cluster; a guard is ROLE=guard'
      : `${path.join('.')}: ${message}`,
  );
  throw new Error(`The configuration is wrong:\n${[...new Set(rows)].map((row) => `  ${row}`).join('\n')}`);
}

/** Each setting's name, and what it is when nobody sets it. */
export function settings(): ReadonlyMap<string, string> {
  const all = schemas()
    .reverse()
    .flatMap((schema) => Object.entries(schema.properties ?? {})); // embedded mode has the last word
  return new Map(
    all.map(([name, schema]) => [name, (schema as { default?: string | number }).default?.toString() || '…']),
  );
}

function schemas() {
  return [...Environment.options, GuardEnvironment].map((option) => z.toJSONSchema(option, { io: 'input' }));
}

/** What can be set, with what it is when nobody sets it. */
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
    'Set what is different in the environment, such as PORT=9000 npm start (in cmd.exe: set PORT=9000, then npm start).',
    '',
    ...rows(alone, embedded),
    '',
    'Images that sandboxes are built from, where SANDBOX is docker:',
    '',
    ...[...new Map(images.map(({ setting, base }) => [setting, base]))].map(
      ([name, base]) => `  ${name.padEnd(20)}${base}`,
    ),
    '',
    'MODE=cluster uses Redis and PostgreSQL instead, as docker-compose.yml does:',
    '',
    ...rows(['ROLE', 'REDIS_URL', 'DATABASE_URL'], cluster),
    '',
    'ROLE=guard passes on to Docker what workers may ask of it, and nothing else.',
    '',
  ].join('\n');
}
