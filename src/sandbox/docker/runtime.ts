import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { messageOf } from '../../errors.ts';

/** The life of a container takes less processor time than with runc; docs/speed.md says how much. */
export const FASTER = 'crun';
/** Docker's usual default. Where the operator has chosen another default, sandboxes keep it. */
const USUAL = 'runc';

/** What Docker says of its runtimes, and of the cgroups in which they put containers. */
export interface Runtimes {
  readonly CgroupVersion?: string;
  readonly DefaultRuntime?: string;
  readonly Runtimes?: Readonly<Record<string, unknown>>;
}

/** The container runtime of sandboxes. */
export interface Runtime {
  /** The runtime's name; undefined for Docker's default. Rejects while Docker does not answer. */
  name(): Promise<string | undefined>;
  /** Says that a container was started. */
  works(): void;
  /** Says that a container could not be started. True when it is to be tried with Docker's default runtime. */
  failed(why: unknown): boolean;
}

/**
 * The runtime that the operator has chosen. Without a choice crun, where Docker has it beside its default runc and
 * uses cgroup v2; a crun that starts no container is given up, which is logged once.
 */
export function createRuntime(deps: {
  docker: Pick<Docker, 'info'>;
  chosen?: string | undefined;
  log: Logger;
}): Runtime {
  let found: Promise<string | undefined> | undefined = deps.chosen ? Promise.resolve(deps.chosen) : undefined;
  /** Whether crun was found, and no container has been started since. */
  let isTrial = false;
  return {
    name: () => (found ??= find()),

    works() {
      if (isTrial)
        deps.log.info(`programs run with ${FASTER}, which Docker has; SANDBOX_RUNTIME chooses another runtime`);
      isTrial = false;
    },

    failed(why) {
      if (!isTrial) return false;
      deps.log.warn({ reason: messageOf(why) }, `${FASTER} starts no container; programs run with Docker's default`);
      found = Promise.resolve(undefined);
      isTrial = false;
      return true;
    },
  };

  async function find(): Promise<string | undefined> {
    try {
      const name = fasterOf((await deps.docker.info()) as Runtimes);
      isTrial = name !== undefined;
      return name;
    } catch (error) {
      found = undefined; // asked again for the next container
      throw error;
    }
  }
}

/** With cgroup v1 crun gives programs a writable folder /sys/fs/cgroup. */
function fasterOf({ CgroupVersion, DefaultRuntime, Runtimes = {} }: Runtimes): string | undefined {
  return CgroupVersion === '2' && DefaultRuntime === USUAL && FASTER in Runtimes ? FASTER : undefined;
}
