import { z } from 'zod';
import { LEAST, limitsIn, type Limits } from '../../domain/limits.ts';
import type { SandboxName } from '../../domain/outcome.ts';
import type { Language } from '../../languages.ts';
import { invalid } from '../errors.ts';

/** The limits that a submission may narrow: their names in the contract, and in the engine. */
const FIELDS = {
  time_ms: 'timeMs',
  cpu_time_ms: 'cpuMs',
  memory_bytes: 'memoryBytes',
  output_bytes: 'outputBytes',
  processes: 'processes',
} as const satisfies Readonly<Record<string, keyof Limits>>;

const whole = z.int({ error: 'must be a whole number' }).min(1, 'must be at least 1').optional();

export const NarrowerLimits = z
  .strictObject({
    time_ms: whole.meta({
      description:
        'Wall time of the run, without the time in which no processor was free; by the clock at most three times as long',
    }),
    cpu_time_ms: whole.meta({ description: 'User and system time of all processes of the run' }),
    memory_bytes: z
      .int({ error: 'must be a whole number' })
      .min(LEAST.memoryBytes, `must be at least ${LEAST.memoryBytes}`)
      .optional()
      .meta({ description: 'A language may need more to start; the error then says how much' }),
    output_bytes: whole.meta({ description: 'Bytes of stdout, and of stderr' }),
    processes: whole,
  })
  .meta({ id: 'NarrowerLimits', description: "Each at most the engine's own, which GET /languages shows" });
export type NarrowerLimits = z.infer<typeof NarrowerLimits>;

/** The limits that are narrower than the engine's own. Throws an EngineError that names a limit out of range. */
export function toLimits(
  asked: NarrowerLimits,
  engine: { limits: Limits; sandbox: SandboxName; language: Language },
  at = 'limits',
): Partial<Limits> {
  const own = limitsIn(engine.sandbox, engine.limits);
  const least = (engine.language[engine.sandbox]?.leastMemoryMb ?? 0) * 2 ** 20;
  if (asked.memory_bytes !== undefined && asked.memory_bytes < least)
    throw invalid(
      `${at}.memory_bytes`,
      `must be at least ${least}, which a program in ${engine.language.name} needs to start`,
    );
  const narrower: Partial<Record<keyof Limits, number>> = {};
  for (const [field, limit] of entries()) {
    const value = asked[field];
    if (value === undefined || value === own[limit]) continue;
    if (value > own[limit]) throw invalid(`${at}.${field}`, `may be ${own[limit]} at the most`);
    narrower[limit] = value;
  }
  return narrower;
}

/** Limits with their names in the contract. */
export function limitsShown(limits: Partial<Limits>): NarrowerLimits {
  const shown = entries().map(([field, limit]) => [field, limits[limit]] as const);
  return Object.fromEntries(shown.filter(([, value]) => value !== undefined));
}

function entries() {
  return Object.entries(FIELDS) as [keyof typeof FIELDS, (typeof FIELDS)[keyof typeof FIELDS]][];
}
