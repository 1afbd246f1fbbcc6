import { availableParallelism } from 'node:os';
import { z } from 'zod';

const count = (least: number, most: number) =>
  z.coerce.number({ error: 'must be a number' }).int('must be a whole number').min(least).max(most);

const shared = {
  ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  PORT: count(0, 65535).default(8080),
  LANES: count(1, 256).default(availableParallelism()),
  LIMIT_TIME_MS: count(50, 600_000).default(7000),
  LIMIT_COMPILE_MS: count(50, 600_000).default(10_000),
  LIMIT_MEMORY_MB: count(16, 65_536).default(256),
  LIMIT_OUTPUT_BYTES: count(1, 64 * 1024 * 1024).default(1024 * 1024),
  LIMIT_PROCESSES: count(1, 4096).default(64),
  QUEUE_MAX: count(1, 1_000_000).default(1000),
  RECORD_TTL_S: count(1, 30 * 86_400).default(3600),
  WARM_PYTHON: count(0, 64).default(2),
  WARM_CPP: count(0, 64).default(2),
  PYTHON_IMAGE: z.string().min(1).default('python:3.10-alpine'),
  GCC_IMAGE: z.string().min(1).default('gcc:13.2.0'),
  DOCKER_HOST: z.string().min(1).optional(),
  SANDBOX_RUNTIME: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

const sandbox = z.enum(['docker']);

const Environment = z.discriminatedUnion('MODE', [
  z.object({
    ...shared,
    MODE: z.literal('embedded'),
    ROLE: z.literal('all', { error: 'must be all in embedded mode: everything is in this process' }).default('all'),
    SANDBOX: sandbox.default('docker'),
    HOST: z.string().min(1).default('127.0.0.1'),
    DATA_DIR: z.string().min(1).default('./data'),
  }),
  z.object({
    ...shared,
    MODE: z.literal('cluster'),
    SANDBOX: sandbox.default('docker'),
    HOST: z.string().min(1).default('0.0.0.0'),
    REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a URL such as redis://:password@redis:6379' }),
    DATABASE_URL: z.url({
      protocol: /^postgres(ql)?$/,
      error: 'must be a URL such as postgres://user:password@postgres:5432/codeengine',
    }),
    DATA_DIR: z.string().min(1).default('./data'),
  }),
]);

/** What this process is to do, read once from the environment. */
export type Config = Readonly<z.infer<typeof Environment>>;

/** Reads the environment. Throws an Error that names each wrong variable and what it may be; it never shows a value. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse({ ...set, MODE: set['MODE'] ?? 'embedded' });
  if (parsed.success) return Object.freeze(parsed.data);
  const rows = parsed.error.issues.map(({ path, message, code }) =>
    code === 'invalid_union' ? '  MODE: must be embedded or cluster' : `  ${path.join('.')}: ${message}`,
  );
  throw new Error(`The configuration is wrong:\n${rows.join('\n')}`);
}
