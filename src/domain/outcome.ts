import type { LimitName } from './limits.ts';

export const SANDBOX_NAMES = ['docker', 'wasm'] as const;
/** Which sandbox driver ran a program. */
export type SandboxName = (typeof SANDBOX_NAMES)[number];

/** The steps of a program: the compile, then each run, with its number from 0. */
export type Step = { readonly phase: 'compile' } | { readonly phase: 'run'; readonly run: number };

/** The resources that a step used, as its sandbox measured them; null where the sandbox cannot measure one. */
export interface Usage {
  /** The whole wall time, in milliseconds. */
  readonly wallMs: number;
  /** The part of the wall time in which the step was ready to run and no processor was free, in milliseconds. */
  readonly stalledMs: number | null;
  readonly cpuMs: number | null;
  readonly memoryPeakBytes: number | null;
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
}

/** How a step ended. A program's failure is a value, never an exception. */
export type Ending =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'killed'; readonly by: LimitName };

export type Outcome = Ending & {
  readonly step: Step;
  readonly usage: Usage;
  /** A limit that refused the program something (a fork, an allocation) before the program ended by itself. */
  readonly refused?: LimitName;
  /** Nothing was compiled: the result of an earlier compile of the same program was used. */
  readonly reused?: true;
};

/** The outcome of a compile that was not needed, because an earlier one of the same program is kept. */
export const REUSED: Outcome = {
  kind: 'exited',
  exitCode: 0,
  step: { phase: 'compile' },
  usage: {
    wallMs: 0,
    stalledMs: 0,
    cpuMs: 0,
    memoryPeakBytes: null,
    stdoutTruncated: false,
    stderrTruncated: false,
  },
  reused: true,
};

/**
 * The time that a step itself took, in milliseconds, without stalls: as on a machine without other work. At least 0, also
 * where a short step was stalled for nearly all of its time, since the two are not measured in the same moment.
 */
export function ownMs({ wallMs, stalledMs }: Usage): number {
  return Math.max(0, Math.round((wallMs - (stalledMs ?? 0)) * 100) / 100);
}

/** Whether a compile ended so that its program can be run. */
export function isSuccess(outcome: Outcome): boolean {
  return outcome.kind === 'exited' && outcome.exitCode === 0;
}
