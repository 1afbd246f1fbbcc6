import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import type { Language } from '../../src/languages.ts';
import { quantile, timed } from '../measure.ts';
import { benchEngine, untilReady } from './engines.ts';
import { allLanguages } from '../programs.ts';
import { said } from './peers.ts';

/** Between rounds: enough for the next sandbox to be there, and for its interpreter to be up. */
const REST_MS = 2500;
const MIB = 1024 * 1024;
const docker = new Docker();

/** `npm start` with Docker: the case hello of every language, submit to final event, beside what one types by hand. */
export async function benchLanguages(rounds: number): Promise<void> {
  const chosen = process.env['LANGUAGES'] ?? 'all';
  const { client, close } = await benchEngine({ SANDBOX: 'docker', LANGUAGES: chosen, WARM: '1' }, []);
  console.log('| language | warm | by hand | ratio | memory of a warm sandbox | image |');
  console.log('| -------- | ---: | ------: | ----: | -----------------------: | ----: |');
  for (const language of allLanguages.all().filter(({ docker: runs }) => runs)) {
    if (chosen !== 'all' && !chosen.split(',').includes(language.id)) continue;
    await untilReady(client, language.id);
    const code = await readFile(join(language.folder, 'cases', `hello${extname(language.file)}`), 'utf8');
    const image = await imageOf(language);
    const hand = await byHand(language, image.tag, code);
    const through = () => timed(() => client.run({ language: language.id, code }));
    for (let n = 0; n < 2; n++) await through(); // from then on one is warm
    const [warm, bare]: [number[], number[]] = [[], []];
    for (let n = 0; n < rounds; n++) {
      await sleep(REST_MS);
      warm.push(await through());
      bare.push(await hand.run());
    }
    await sleep(REST_MS);
    const memory = await memoryOfWarm(language);
    hand.close();
    const [ours, theirs] = [quantile(warm, 0.5), quantile(bare, 0.5)];
    const sizes = `${memory} MiB | ${Math.round(image.bytes / 1e6)} MB`;
    console.log(
      `| ${language.name} | ${ours.toFixed(0)} ms | ${theirs.toFixed(0)} ms | ${(ours / theirs).toFixed(2)} | ${sizes} |`,
    );
  }
  await close();
}

/** A shell in the language's own image, without any limit: its commands, as a person would type them. */
async function byHand(
  language: Language,
  image: string,
  code: string,
): Promise<{ run(): Promise<number>; close(): void }> {
  const { compile = [], run } = language.docker!;
  const words = (argv: readonly string[]) =>
    argv
      .filter(
        (word, at) => !/sandbox|^\{headers\}$|^\{compiler_args\}$/.test(word) && !/sandbox/.test(argv[at + 1] ?? '.'),
      )
      .map((word) => (/^\{(?:main|sources)\}$/.test(word) ? language.file : `'${word}'`))
      .join(' ');
  const command = HAND[language.id] ?? [words(compile), words(run)].filter(Boolean).join(' && ');
  const options = ['run', '--rm', '-i', '--network', 'none', '--entrypoint', 'sh', '-w', '/work', image];
  const shell = spawn('docker', options, { stdio: ['pipe', 'pipe', 'inherit'] });
  await said(shell, `printf %s '${Buffer.from(code).toString('base64')}' | base64 -d > ${language.file}`);
  return {
    run: () => timed(() => said(shell, `{ ${command}; } > out.txt`)),
    close: () => void shell.stdin.end(),
  };
}

/** Where what one types is not the language's own command without what concerns the engine. */
const HAND: Readonly<Record<string, string>> = {
  javascript: 'node main.js',
  typescript: 'node --experimental-transform-types --disable-warning=ExperimentalWarning main.ts',
  ruby: 'ruby main.rb',
  php: 'php main.php',
  perl: 'perl main.pl',
  sql: 'python /sandbox/run.py main.sql < /dev/null',
  cpp: 'g++ -O0 main.cpp -o main && ./main',
  c: 'gcc -O0 main.c -o main && ./main',
};

async function imageOf({ image }: Language): Promise<{ tag: string; bytes: number }> {
  const all = await docker.listImages({ filters: { label: [`codeengine.image=${image}`] } });
  const newest = all.sort((one, other) => other.Created - one.Created)[0]!;
  return { tag: newest.RepoTags![0]!, bytes: newest.Size };
}

/** Without what the kernel can take back, of the container that is waiting. */
async function memoryOfWarm({ image }: Language): Promise<string> {
  const waiting = await docker.listContainers({ filters: { label: [`codeengine.sandbox=${image}`] } });
  const used = await Promise.all(
    waiting.map(async ({ Id }) => {
      const { memory_stats: memory } = await docker.getContainer(Id).stats({ stream: false, 'one-shot': true });
      const cached = memory.stats['total_inactive_file'] ?? memory.stats['inactive_file'] ?? 0;
      return (memory.usage - cached) / MIB;
    }),
  );
  return used.length > 0 ? Math.max(...used).toFixed(0) : '–';
}
