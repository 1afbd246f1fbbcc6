import { setTimeout as sleep } from 'node:timers/promises';
import { CACHE, wasmSandbox } from '../wasm-sandbox.ts';
import { createClient } from '../client.ts';
import { spawnEngine } from '../process.ts';
import { runIn } from '../run-in.ts';
import { report, sideBySide, timed } from '../measure.ts';
import { bareCompiler, barePython } from './peers.ts';
import { programs } from './programs.ts';

/** The pause between rounds. Replacing a thread that has started Python takes longer than replacing a container. */
const REST_MS = 1000;
const HELLO = 'print("hello")';
const COMPILED = ['hello, <iostream>', 'contest program, <bits/stdc++.h>', '<cstdio> only'];

/** Compares `npm start` without Docker with the same programs run by hand. */
export async function benchEmbedded(rounds: number, gccImage: string): Promise<void> {
  const sandbox = await wasmSandbox();
  const DATA_DIR = `${CACHE}-bench`;
  const engine = await spawnEngine({ DATA_DIR, COMPILE_CACHE_MB: '0', LOG_LEVEL: 'warn' });
  const client = createClient(engine.url);
  const throughEngine = (language: string, code: string) => timed(() => client.run({ language, code }));
  const rested = (measure: () => Promise<number>) => async () => {
    await sleep(REST_MS);
    return measure();
  };
  while (!(await fetch(engine.url).catch(() => undefined))) await sleep(10);
  for (const name of Object.keys(programs)) await throughEngine('cpp', programs[name]!); // so that every header is precompiled

  const bare = await barePython(HELLO);
  report(
    'WebAssembly: Python hello',
    await sideBySide(rounds, {
      'bare `python3 main.py`': rested(bare.whole),
      'sandbox.run, warm': rested(() => timed(() => runIn(sandbox, 'python', HELLO))),
      'POST /submit to the final event': rested(() => throughEngine('python', HELLO)),
    }),
  );
  await sandbox.close();

  const compiler = await bareCompiler(gccImage);
  for (const title of COMPILED) {
    const code = programs[title]!;
    report(
      `WebAssembly: C++: ${title}`,
      await sideBySide(rounds, {
        'bare `g++ -O0 main.cpp && ./a.out`': rested(() => compiler.compileAndRun(code)),
        'POST /submit to the final event': rested(() => throughEngine('cpp', code)),
      }),
    );
  }
  compiler.close();
  engine.kill('SIGTERM');
  await engine.exited;
}
