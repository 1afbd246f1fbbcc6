import { spawn } from 'node:child_process';
import Docker from 'dockerode';
import type { Language } from '../../src/languages.ts';
import { timed } from '../measure.ts';
import { said } from './peers.ts';

const docker = new Docker();

/** The file with the input that a program may read as stdin. */
export const INPUT = 'input.txt';

/** A program in a shell in its language's own image, without any limit, with the commands that a person would type. */
export interface ByHand {
  /** Compiles the program, where its language is compiled. */
  prepare(): Promise<void>;
  /** Runs the program; resolves with milliseconds. Its output goes into a file, or to `to`. */
  run(to?: string): Promise<number>;
  /** Compiles and runs the program; resolves with milliseconds. */
  whole(): Promise<number>;
  close(): void;
}

export async function inImage(language: Language, code: string, input = ''): Promise<ByHand> {
  const { tag } = await imageOf(language);
  const options = ['run', '--rm', '-i', '--network', 'none', '--entrypoint', 'sh', '-w', '/work', tag];
  const shell = spawn('docker', options, { stdio: ['pipe', 'pipe', 'inherit'] });
  for (const [file, text] of Object.entries({ [language.file]: code, [INPUT]: input })) {
    await said(shell, `printf %s '${Buffer.from(text).toString('base64')}' | base64 -d > ${file}`);
  }
  const { compile, run } = commandsOf(language);
  const whole = compile ? `${compile} && ${run}` : run;
  return {
    prepare: () => said(shell, compile ?? 'true'),
    run: (to = '') => timed(() => said(shell, `{ ${run}; } ${to} > out.txt`)),
    whole: () => timed(() => said(shell, `{ ${whole}; } > out.txt`)),
    close: () => void shell.stdin.end(),
  };
}

/** The newest image that the engine has built for the language. */
export async function imageOf({ image }: Language): Promise<{ tag: string; bytes: number }> {
  const all = await docker.listImages({ filters: { label: [`codeengine.image=${image}`] } });
  const newest = all.sort((one, other) => other.Created - one.Created)[0]!;
  return { tag: newest.RepoTags![0]!, bytes: newest.Size };
}

function commandsOf(language: Language): { compile?: string; run: string } {
  const known = HAND[language.id];
  if (known) return known;
  const { compile, run } = language.docker!;
  return compile ? { compile: words(compile, language), run: words(run, language) } : { run: words(run, language) };
}

/** The words of a command of language.json, without those that only the engine needs. */
function words(argv: readonly string[], { file }: Language): string {
  return argv
    .filter(
      (word, at) => !/sandbox|^\{headers\}$|^\{compiler_args\}$/.test(word) && !/sandbox/.test(argv[at + 1] ?? '.'),
    )
    .map((word) => (/^\{(?:main|sources)\}$/.test(word) ? file : `'${word}'`))
    .join(' ');
}

/** The commands of languages for which a person would type something else than the words of language.json. */
const HAND: Readonly<Record<string, { compile?: string; run: string }>> = {
  javascript: { run: 'node main.js' },
  typescript: { run: 'node --experimental-transform-types --disable-warning=ExperimentalWarning main.ts' },
  ruby: { run: 'ruby main.rb' },
  php: { run: 'php main.php' },
  perl: { run: 'perl main.pl' },
  sql: { run: 'python /sandbox/run.py main.sql < /dev/null' },
  cpp: { compile: 'g++ -O0 main.cpp -o main', run: './main' },
  c: { compile: 'gcc -O0 main.c -o main', run: './main' },
  // another program each time, so that Go's cache does not have it
  go: {
    compile: 'echo "// $(cat /proc/uptime)" >> main.go && . /sandbox/settings.sh && go build main.go',
    run: './main',
  },
  java: { compile: 'javac Main.java', run: 'java Main' },
  rust: { compile: 'rustc main.rs', run: './main' },
};
