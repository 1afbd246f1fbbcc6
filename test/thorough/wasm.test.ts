import { afterAll, beforeAll, describe } from 'vitest';
import type { Limits } from '../../src/domain/limits.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { limits as usual, wasmSandbox } from '../../tools/wasm-sandbox.ts';
import { caseLimits, describeCases } from '../contract/cases.ts';
import { describeDialogues } from '../contract/dialogue.ts';
import { describeSandbox } from '../contract/sandbox.ts';
import { describeClock } from './wasm-clock.ts';
import { describeFiles } from './wasm-files.ts';
import { describeHostile } from './wasm-hostile.ts';
import { describePrepared } from './wasm-prepared.ts';
import { describePrograms } from './wasm-programs.ts';

/** The longest limit of a test. This compiler takes ten times as long for std::format as for anything else. */
const limits: Limits = { ...usual, timeMs: 60_000, compileMs: 100_000 };

/** One sandbox for all tests, as in an engine, because in each sandbox V8 compiles the compilers again. */
describe('WebAssembly', () => {
  let sandbox: Sandbox;
  beforeAll(async () => void (sandbox = await wasmSandbox(limits)));
  afterAll(() => sandbox.close());

  /** The same sandbox with narrower limits. */
  function within(narrower: Partial<Limits>): Sandbox {
    return {
      ...sandbox,
      run: (program, signal) => sandbox.run({ ...program, limits: { ...narrower, ...program.limits } }, signal),
      close: async () => {},
    };
  }
  const { timeMs } = usual;

  describePrepared(() => within({ timeMs }));
  describeFiles(() => within({ timeMs }));
  describePrograms(() => within({ timeMs }));
  describeHostile(() => within({ timeMs }));
  describeSandbox('WebAssembly', async () => within({ timeMs }));
  describeDialogues('wasm', async (own) => within({ timeMs, ...own }));
  describeClock(() => within({}));
  describeCases('WebAssembly', 'wasm', async () => within({ timeMs: caseLimits.timeMs }));
});
