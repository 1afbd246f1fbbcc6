import { availableParallelism } from 'node:os';
import type { z } from 'zod';
import { COMPILE_MS, EngineEnvironment, GuardEnvironment, INTERACTIVE_PER_LANE } from './environment.ts';

interface Derived {
  LIMIT_COMPILE_MS: number;
  LIMIT_CPU_MS: number;
  INTERACTIVE_MAX: number;
  /** The settings that name base images of sandboxes, or packages to install; each language.json names its own. */
  images: Readonly<Record<string, string>>;
}
export type EngineConfig = Readonly<z.infer<typeof EngineEnvironment> & Derived>;
export type GuardConfig = Readonly<z.infer<typeof GuardEnvironment> & Derived>;

/** The settings of this process, read once from the environment. */
export type Config = EngineConfig | GuardConfig;

const IMAGE_SETTING = /^[A-Z][A-Z0-9_]*_(?:IMAGE|PACKAGES)$/;

/** Reads the environment. Throws an Error that names each wrong variable and its allowed values, and never shows a value. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const trimmed = Object.entries(environment).map(([name, value]) => [name, value?.trim()] as const); // cmd.exe keeps blanks around a value
  const set = Object.fromEntries(trimmed.filter((entry): entry is [string, string] => !!entry[1]));
  const isGuard = set['ROLE'] === 'guard';
  const parsed = isGuard
    ? GuardEnvironment.safeParse(set)
    : EngineEnvironment.safeParse({ ...set, MODE: set['MODE'] ?? 'embedded' });
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
