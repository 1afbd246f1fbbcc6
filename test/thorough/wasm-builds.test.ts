import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withBuilds } from '../../src/builds.ts';
import { OWN_LANGUAGES, readLanguages } from '../../src/languages.ts';
import { runIn } from '../../tools/run-in.ts';
import { limits, wasmSandboxOf } from '../../tools/wasm-sandbox.ts';
import { caseLimits, describeCases } from '../contract/cases.ts';
import { describeDialogues } from '../contract/dialogue.ts';

const read = readLanguages([OWN_LANGUAGES], ['python', 'sql']);
/** The folder of `npm run build:python`, which takes too long to be run for tests. */
const here = withBuilds(read, join(process.env['DATA_DIR'] ?? './data', 'wasm'));
const isHere = here.find('python')!.wasm!.interpreter!.module !== read.find('python')!.wasm!.interpreter!.module;

if (isHere) {
  describeCases('the built Python', 'wasm', async () => wasmSandboxOf(here, { limits: caseLimits }), {
    of: here.all(),
  });
  describeDialogues('wasm', async (own) => wasmSandboxOf(here, { limits: { ...limits, ...own } }), here.all());

  it('the built Python keeps a narrower memory limit, and grows its memory in few steps', async () => {
    const sandbox = wasmSandboxOf(here);
    const code = 'held = []\nwhile True: held.append(bytearray(1 << 16))';
    const narrow = await runIn(sandbox, 'python', code, '', { memoryBytes: 48 << 20 });
    const wide = await runIn(sandbox, 'python', code);
    expect([narrow.stderr, wide.stderr]).toEqual(Array(2).fill(expect.stringMatching(/MemoryError\s*$/)));
    const [less, more] = [narrow, wide].map(({ outcome }) => outcome.usage.memoryPeakBytes! >> 20);
    expect(less).toBeLessThanOrEqual(48);
    expect(more).toBeGreaterThan(200);
    await sandbox.close();
  });
} else {
  process.stderr.write('\n  skipped: the tests of the built Python, because npm run build:python was not run here\n\n');
}

/** A module that imports the function `on` of `env`. */
const IMPORTING = '0061736d01000000010401600000020a0103656e76026f6e0000';

describe('a build of Python', () => {
  it('that imports more than WASI is refused with a message that names the import', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codeengine-build-'));
    await mkdir(join(folder, 'python'));
    await writeFile(join(folder, 'python/python.wasm'), Buffer.from(IMPORTING, 'hex'));
    await writeFile(join(folder, 'python/python313.zip'), '');
    const sandbox = wasmSandboxOf(withBuilds(read, folder));
    const why = () => sandbox.ready().get('python');
    const reason = /^Python cannot be run: \S+ imports env\.on, and a module may/;
    await expect.poll(why, { timeout: 100_000 }).toMatch(reason);
    // also while the sandbox process is started again every second, until the engine gives up
    for (const until = Date.now() + 3000; Date.now() < until; await sleep(10)) expect(why()).toMatch(reason);
    await sandbox.close();
    await rm(folder, { recursive: true });
  });
});
