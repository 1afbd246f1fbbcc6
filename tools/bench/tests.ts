import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile, report, sideBySide, timed } from '../measure.ts';
import { benchEngine, type BenchEngine } from './engines.ts';
import { builtBy, GCC_IMAGE, pythonPath } from './peers.ts';

/** The number of tests in a submission. */
const TESTS = 200;
const LANES = availableParallelism();
const SUM: Readonly<Record<string, string>> = {
  cpp: '#include <iostream>\nint main() { long a, b, c; std::cin >> a >> b >> c; std::cout << a + b + c << "\\n"; }\n',
  python: 'print(sum(map(int, input().split())))\n',
};

/**
 * Compares the tests a second, with a submission in each lane, with a loop that spawns the same program with the same
 * inputs.
 */
export async function benchTests(rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const [native, script] = [join(folder, 'main'), join(folder, 'main.py')];
  await writeFile(native, await builtBy(GCC_IMAGE, SUM['cpp']!));
  await chmod(native, 0o755);
  await writeFile(script, SUM['python']!);
  const python = await pythonPath();
  const peers: Readonly<Record<string, string[]>> = { cpp: [native], python: [python, script] };
  for (const SANDBOX of ['docker', 'wasm']) {
    const DATA_DIR = `node_modules/.cache/codeengine-bench-tests-${SANDBOX}`;
    const engine = await benchEngine({ SANDBOX, DATA_DIR, COMPILE_CACHE_MB: '64' }, Object.keys(peers));
    for (const [language, argv] of Object.entries(peers)) {
      const measured = await sideBySide(rounds, {
        'spawned by Node, one after the other in each lane': () => inLanes(() => spawnAll(argv)),
        'tests of a submission in each lane': () => inLanes(() => submit(engine, language)),
      });
      report(`${SANDBOX}: ${LANES} times ${TESTS} tests, ${language}`, measured);
      const [bare, ours] = Object.values(measured).map((times) => (TESTS * LANES * 1000) / quantile(times, 0.5));
      console.log(
        `tests a second: ${bare!.toFixed(0)} spawned, ${ours!.toFixed(0)} tests: ${(ours! / bare!).toFixed(2)} times`,
      );
    }
    await engine.close();
  }
  await rm(folder, { recursive: true });
}

function inLanes(act: () => Promise<void>): Promise<number> {
  return timed(() => Promise.all(Array.from({ length: LANES }, act)));
}

/** Runs the program with one input after another, and compares each output with the expected one. */
async function spawnAll([command, ...args]: string[]): Promise<void> {
  for (const { input, expected } of tests()) {
    const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
    child.stdin.end(input);
    await once(child, 'close');
    if (stdout.trim() !== expected) throw new Error(` printed `);
  }
}

async function submit({ client }: BenchEngine, language: string): Promise<void> {
  const { record } = await client.run({ language, code: SUM[language]!, tests: tests() });
  if (record.summary?.passed !== TESTS)
    throw new Error(`${language}: ${JSON.stringify(record.summary ?? record.message)}`);
}

function tests(): { input: string; expected: string }[] {
  return Array.from({ length: TESTS }, (_, n) => ({ input: `${n} ${2 * n} 5\n`, expected: `${3 * n + 5}` }));
}
