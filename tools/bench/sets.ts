import { report, sideBySide, timed } from '../measure.ts';
import { benchEngine } from './engines.ts';
import { bareCompiler, GCC_IMAGE } from './peers.ts';
import { programs } from './programs.ts';

/** Programs for each of which there is a separate set of precompiled headers, and their compiler arguments. */
const ROWS: readonly (readonly [title: string, ...compilerArgs: string[]])[] = [
  ['<regex>'],
  ['<cstdio> only'],
  ['<cstdio>, <vector>, <algorithm>'],
  ['hello, <iostream>', '-O2'],
  ['contest program, <bits/stdc++.h>', '-O2'],
];

/** Measures the sets of precompiled headers that the other groups do not use. */
export async function benchSets(rounds: number): Promise<void> {
  const { client, close } = await benchEngine({ SANDBOX: 'docker' }, ['cpp']);
  const compiler = await bareCompiler(GCC_IMAGE);
  for (const [title, ...args] of ROWS) {
    const code = programs[title]!;
    const flags = args.join(' ') || '-O0';
    report(
      `C++ ${flags}: ${title}`,
      await sideBySide(rounds, {
        [`bare \`g++ ${flags} main.cpp && ./a.out\``]: () => compiler.compileAndRun(code, flags),
        'POST /submit to the final event': () =>
          timed(() => client.run({ language: 'cpp', code, compiler_args: args })),
      }),
    );
  }
  compiler.close();
  await close();
}
