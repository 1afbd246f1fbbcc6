import type { Limits } from '../../domain/limits.ts';
import type { Language } from '../../languages.ts';
import type { Program } from '../sandbox.ts';
import { asMade, type ContainerLimits } from './options.ts';
import { environmentFrame, liveFrame, nextRunFrame, runFrame, stdinFrames } from './frames.ts';
import { startOf } from './run.ts';

/**
 * Input of up to this size may be sent to the agent while the run before is at work: it counts for the memory of that
 * run.
 */
const AHEAD_MAX_BYTES = 64 * 1024;

/** A run of a program: the limits of its container, and the frames for the agent. */
export interface PlannedRun {
  readonly timeMs: number;
  /** The run's limits that its container keeps. */
  readonly wanted: ContainerLimits;
  /** Whether the run may be sent to the agent before the run before it has ended. */
  readonly mayWait: boolean;
  /** Starts the run in the folders as they are. */
  frames(): Buffer;
  /** Starts the run after the one before it, of which nothing stays. */
  nextFrames(): Buffer;
}

/** `goesOn`: what was prepared in the container does the run. */
export function planRun(
  { language, files, runs, live, ...program }: Program,
  n: number,
  { limits, goesOn }: { limits: Limits; goesOn: boolean },
): PlannedRun {
  const { stdin, limits: narrower } = runs[n]!;
  const own = { ...limits, ...program.limits, ...narrower };
  const { argv, piped } = startOf(language, files, runs[n]!, goesOn);
  return {
    timeMs: own.timeMs,
    wanted: wantedOf(own, limits, piped),
    mayWait: Buffer.byteLength(stdin) <= AHEAD_MAX_BYTES,
    frames() {
      const input = live
        ? [interactiveEnvironment(language), stdinFrames(stdin), liveFrame(own.idleMs)]
        : [stdinFrames(stdin, piped)];
      return Buffer.concat([...input, runFrame(own, argv)]);
    },
    nextFrames: () => Buffer.concat([stdinFrames(stdin, piped), nextRunFrame(own, argv)]),
  };
}

/**
 * A program with fewer processes is not prepared, so no process brings its source while it runs; one brings its stdin
 * where that is a pipe.
 */
function wantedOf({ memoryBytes, processes }: Limits, limits: Limits, piped: boolean): ContainerLimits {
  const isNarrower = processes < limits.processes;
  return { memoryBytes, pids: isNarrower ? processes + (piped ? 2 : 1) : asMade(limits).pids };
}

function interactiveEnvironment({ docker }: Language): Buffer {
  return environmentFrame({ ...docker?.env, ...docker?.interactiveEnv });
}
