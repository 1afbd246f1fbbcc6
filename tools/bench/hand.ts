import { spawn } from 'node:child_process';
import Docker from 'dockerode';
import type { Language } from '../../src/languages.ts';
import { timed } from '../measure.ts';
import { said } from './peers.ts';

const docker = new Docker();

/** The file that has what a program may read as stdin. */
export const INPUT = 'input.txt';

/** A program in a shell of its language's own image, without any limit: its commands, as a person would type them. */
export interface ByHand {
  /** Compiles it, where that is a step of its own. */
  prepare(): Promise<void>;
  /** Milliseconds; what it writes goes into a file, or where `to` says. */
  run(to?: string): Promise<number>;
  /** The same with the compile. */
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

/** The newest image of the language that the engine has made. */
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

/** Without what concerns the engine. */
function words(argv: readonly string[], { file }: Language): string {
  return argv
    .filter(
      (word, at) => !/sandbox|^\{headers\}$|^\{compiler_args\}$/.test(word) && !/sandbox/.test(argv[at + 1] ?? '.'),
    )
    .map((word) => (/^\{(?:main|sources)\}$/.test(word) ? file : `'${word}'`))
    .join(' ');
}

/** Where what one types is not the language's own command without what concerns the engine. */
const HAND: Readonly<Record<string, { compile?: string; run: string }>> = {
  javascript: { run: 'node main.js' },
  typescript: { run: 'node --experimental-transform-types --disable-warning=ExperimentalWarning main.ts' },
  ruby: { run: 'ruby main.rb' },
  php: { run: 'php main.php' },
  perl: { run: 'perl main.pl' },
  sql: { run: 'python /sandbox/run.py main.sql < /dev/null' },
  cpp: { compile: 'g++ -O0 main.cpp -o main', run: './main' },
  c: { compile: 'gcc -O0 main.c -o main', run: './main' },
  // each time another program, which the cache does not have
  go: {
    compile: 'echo "// $(cat /proc/uptime)" >> main.go && . /sandbox/settings.sh && go build main.go',
    run: './main',
  },
  java: { compile: 'javac Main.java', run: 'java Main' },
  rust: { compile: 'rustc main.rs', run: './main' },
};
