import { report, sideBySide, timed } from '../measure.ts';
import { benchEngine, type BenchEngine } from './engines.ts';
import { programs } from './programs.ts';

/** The number of requests, as from a client that sends each test as a separate request. */
const REQUESTS = 50;
/** How many requests are sent at once. */
const CLIENTS = 4;
const TITLES = ['hello, <iostream>', 'contest program, <bits/stdc++.h>'];

/** Compares 50 requests with the same source, with and without the compile cache. */
export async function benchRepeats(rounds: number): Promise<void> {
  for (const SANDBOX of ['docker', 'wasm']) {
    const folder = (name: string) => `node_modules/.cache/codeengine-bench-${SANDBOX}-${name}`;
    const without = await benchEngine({ SANDBOX, DATA_DIR: folder('without') }, ['cpp']);
    const kept = await benchEngine({ SANDBOX, DATA_DIR: folder('with'), COMPILE_CACHE_MB: '64' }, ['cpp']);
    for (const title of TITLES) {
      let source = 0;
      const each = (engine: BenchEngine) => () =>
        send(engine, `${programs[title]!}// ${performance.now()} ${source++}\n`);
      report(
        `${SANDBOX}: ${REQUESTS} requests with one source, C++ ${title}`,
        await sideBySide(rounds, { 'each compiled': each(without), 'compiled once': each(kept) }),
      );
    }
    await Promise.all([without.close(), kept.close()]);
  }
}

function send({ client }: BenchEngine, code: string): Promise<number> {
  let left = REQUESTS;
  const one = async () => {
    while (left-- > 0) {
      const { record } = await client.run({ language: 'cpp', code, input: `${left}\n` });
      if (record.status !== 'completed') throw new Error(`it ended as ${record.status}: ${record.message}`);
    }
  };
  return timed(() => Promise.all(Array.from({ length: CLIENTS }, one)));
}
