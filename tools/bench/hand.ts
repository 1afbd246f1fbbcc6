import { spawn } from 'node:child_process';
import Docker from 'dockerode';
import type { Language } from '../../src/languages.ts';
import { timed } from '../measure.ts';
import { runInShell } from './peers.ts';

const docker = new Docker();

/** The file with a program's input. */
export const INPUT = 'input.txt';

/** A program in a shell in the image of its language, without limits, run by the commands that a user would type. */
export interface ByHand {
  /** Compiles the program, if its language is compiled. */
  prepare(): Promise<void>;
  /**
   * Runs the program; resolves with the time in milliseconds. `to` is a further redirection. The output goes into a
   * file.
   */
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
    await runInShell(shell, `printf %s '${Buffer.from(text).toString('base64')}' | base64 -d > ${file}`);
  }
  const { compile, run } = commandsOf(language);
  const whole = compile ? `${compile} && ${run}` : run;
  return {
    prepare: () => runInShell(shell, compile ?? 'true'),
    run: (to = '') => timed(() => runInShell(shell, `{ ${run}; } ${to} > out.txt`)),
    whole: () => timed(() => runInShell(shell, `{ ${whole}; } > out.txt`)),
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

/** The words of a command in language.json, without the words that only the engine needs. */
function words(argv: readonly string[], { file }: Language): string {
  return argv
    .filter(
      (word, at) => !/sandbox|^\{headers\}$|^\{compiler_args\}$/.test(word) && !/sandbox/.test(argv[at + 1] ?? '.'),
    )
    .map((word) => (/^\{(?:main|sources)\}$/.test(word) ? file : `'${word}'`))
    .join(' ');
}

/** The commands of the languages for which a user would type something else than the words in language.json. */
const HAND: Readonly<Record<string, { compile?: string; run: string }>> = {
  javascript: { run: 'node main.js' },
  typescript: { run: 'node --experimental-transform-types --disable-warning=ExperimentalWarning main.ts' },
  ruby: { run: 'ruby main.rb' },
  php: { run: 'php main.php' },
  perl: { run: 'perl main.pl' },
  sql: { run: 'python /sandbox/run.py main.sql < /dev/null' },
  cpp: { compile: 'g++ -O0 main.cpp -o main', run: './main' },
  c: { compile: 'gcc -O0 main.c -o main', run: './main' },
  // a different program each time, so that Go's cache does not have the result
  go: {
    compile: 'echo "// $(cat /proc/uptime)" >> main.go && . /sandbox/settings.sh && go build main.go',
    run: './main',
  },
  java: { compile: 'javac Main.java', run: 'java Main' },
  rust: { compile: 'rustc main.rs', run: './main' },
};
