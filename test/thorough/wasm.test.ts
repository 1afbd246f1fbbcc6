import { afterAll, beforeAll, describe } from 'vitest';
import type { Limits } from '../../src/domain/limits.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { limits as usual, wasmSandbox } from '../../tools/wasm-sandbox.ts';
import { caseLimits, describeCases } from '../contract/cases.ts';
import { describeDialogues } from '../contract/dialogue.ts';
import { describeSandbox } from '../contract/sandbox.ts';
import { within } from '../support/within.ts';
import { describeClock } from './wasm-clock.ts';
import { describeFiles } from './wasm-files.ts';
import { describeHostile } from './wasm-hostile.ts';
import { describePrepared } from './wasm-prepared.ts';
import { describePrograms } from './wasm-programs.ts';

/** The longest limit of a test. This compiler takes ten times as long for wide regular expressions as for most programs. */
const limits: Limits = { ...usual, timeMs: 60_000, compileMs: 100_000 };

/** One sandbox for all tests, as in an engine, because in each sandbox V8 compiles the compilers again. */
describe('WebAssembly', () => {
  let sandbox: Sandbox;
  beforeAll(async () => void (sandbox = await wasmSandbox(limits)));
  afterAll(() => sandbox.close());

  const { timeMs } = usual;
  const usually = () => within(sandbox, { timeMs });

  describePrepared(usually);
  describeFiles(usually);
  describePrograms(usually);
  describeHostile(usually);
  describeSandbox('WebAssembly', async () => usually());
  describeDialogues('wasm', async (own) => within(sandbox, { timeMs, ...own }));
  describeClock(() => sandbox);
  describeCases('WebAssembly', 'wasm', async () => within(sandbox, { timeMs: caseLimits.timeMs }));
});
