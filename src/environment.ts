import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { LEAST } from './domain/limits.ts';

/** A whole number. */
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

/** One of the names. */
const choice = <const Names extends readonly [string, string, ...string[]]>(...names: Names) =>
  z.enum(names, { error: `must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}` });

/** Names with commas between them; capitals and blanks make no difference. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean),
);

const queueMaxMb = count(1, 65_536).describe(
  'megabytes of submissions that may wait, and of finished records that the history does not have yet',
);

/** The settings of every process. */
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
    .describe('how long a compile may take; 10000 in Docker, 15000 in WebAssembly'),
  LIMIT_TESTS_MS: count(50, 86_400_000)
    .default(600_000)
    .describe('how long all tests of a submission may take together'),
  LIMIT_CPU_MS: count(50, 6_000_000)
    .optional()
    .describe('processor time of all processes of a run; unset, LIMIT_TIME_MS times the number of processors'),
  LIMIT_MEMORY_MB: count(LEAST.memoryBytes / 2 ** 20, 65_536)
    .default(256)
    .describe('memory of a run, in megabytes'),
  LIMIT_OUTPUT_BYTES: count(1, 64 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('bytes of stdout, and of stderr'),
  LIMIT_IDLE_MS: count(1000, 600_000).default(60_000).describe('how long an interactive program may wait for input'),
  INTERACTIVE_MAX: count(1, 4096)
    .optional()
    .describe('interactive programs that a worker has at once, waiting ones included; unset, 8 for each lane'),
  LIMIT_PROCESSES: count(1, 4096).default(64).describe('processes and threads of a run; Docker only'),
  QUEUE_MAX: count(1, 1_000_000).default(1000).describe('submissions that may wait; further ones are refused'),
  QUEUE_MAX_MB: queueMaxMb.default(256),
  RECORD_TTL_S: count(1, 30 * 86_400)
    .default(3600)
    .describe('seconds that a finished record stays in the store; the history keeps it longer'),
  HISTORY_DAYS: count(0, 36_500).default(0).describe('days that the history keeps a record; 0 means for ever'),
  ALLOWED_HOSTS: list
    .default([])
    .describe('further host names that this engine answers to, with commas; only where HOST is this machine alone'),
  CORS_ORIGIN: list
    .refine((origins) => origins.every((origin) => /^(\*|null|[a-z][a-z+.-]*:\/\/[^/]+)$/.test(origin)), {
      error: 'must be origins such as https://example.org, or *',
    })
    .optional()
    .describe(
      'origins whose pages may call this engine, such as https://example.org, with commas; * allows any; unset, pages opened from disk where HOST is this machine alone, otherwise any',
    ),
  LANGUAGES: list
    .optional()
    .describe(
      'ids of the languages to offer, with commas, such as python,cpp; all offers every one; unset, those that are offered by default',
    ),
  LANGUAGES_DIR: z
    .string()
    .transform((folder) => [folder])
    .default([])
    .describe('a folder with further languages, each in a subfolder'),
  WARM: count(0, 64).default(2).describe('warm sandboxes of each language that always has some'),
  WARM_TOTAL: count(0, 128).default(8).describe('warm sandboxes of all languages together'),
  COMPILE_CACHE_MB: count(0, 4096)
    .default(64)
    .describe('megabytes of compiled programs that are kept, for programs that are submitted again; 0 is none'),
  DOCKER_HOST: z
    .string()
    .regex(
      /^(unix|npipe|tcp|https?):\/\/./,
      'must be an address such as unix:///var/run/docker.sock or tcp://127.0.0.1:2375',
    )
    .refine(
      (text) => /^(unix|npipe):/.test(text) || URL.canParse(text),
      'must be an address such as tcp://127.0.0.1:2375',
    )
    .optional()
    .describe('address of Docker, when not the usual one'),
  SANDBOX_RUNTIME: z
    .string()
    .min(1)
    .optional()
    .describe('container runtime of sandboxes, such as runsc; crun where Docker has it'),
  SANDBOX_REUSE: choice('none', 'cell')
    .default('none')
    .describe(
      'none: each run has a container of its own; cell: a container gives one run after another a room; Docker only',
    ),
  LOG_LEVEL: choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
  LOG_FORMAT: choice('auto', 'json', 'pretty')
    .default('auto')
    .describe('json, pretty, or auto: pretty at a terminal and json elsewhere'),
};

const sandbox = choice('docker', 'wasm').describe('docker or wasm; wasm needs no Docker');
const folder = z
  .string()
  .min(1)
  .default('./data')
  .describe('the folder for the history, accepted submissions and caches');
/** A program that waits for input uses a sandbox, and no lane. */
export const INTERACTIVE_PER_LANE = 8;
/** LIMIT_COMPILE_MS where it is unset. A compiler is slower in WebAssembly than natively. */
export const COMPILE_MS = { docker: 10_000, wasm: 15_000 };

/** The settings of an engine, by its MODE. */
export const EngineEnvironment = z.discriminatedUnion('MODE', [
  z.object({
    ...shared,
    MODE: z.literal('embedded'),
    ROLE: z.literal('all', { error: 'must be all in embedded mode, where one process does everything' }).default('all'),
    SANDBOX: sandbox.default('wasm'),
    HOST: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('the address to listen on; 0.0.0.0 lets other machines connect'),
    DATA_DIR: folder,
    QUEUE_MAX_MB: queueMaxMb.default(64), // the queue is in the memory of this process
  }),
  z.object({
    ...shared,
    MODE: z.literal('cluster'),
    SANDBOX: sandbox.default('docker'),
    HOST: z.string().min(1).default('0.0.0.0'),
    REDIS_URL: z
      .url({ protocol: /^rediss?$/, error: 'must be a URL such as redis://:password@redis:6379' })
      .describe('address of Redis'),
    DATABASE_URL: z
      .url({
        protocol: /^postgres(ql)?$/,
        error: 'must be a URL such as postgres://user:password@postgres:5432/codeengine',
      })
      .describe('address of PostgreSQL'),
    DATA_DIR: folder,
  }),
]);

/** The settings of a guard, which needs neither Redis nor PostgreSQL. */
export const GuardEnvironment = z.object({
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
