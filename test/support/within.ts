import type { Limits } from '../../src/domain/limits.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** The same sandbox with narrower limits, for as long as it is open: its `close` does nothing. */
export function within(sandbox: Sandbox, narrower: Partial<Limits>): Sandbox {
  return {
    ...sandbox,
    run: (program, signal) => sandbox.run({ ...program, limits: { ...narrower, ...program.limits } }, signal),
    close: async () => {},
  };
}
