import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { ROOT } from '../../tools/process.ts';

describe('the clients in docs/clients.md', () => {
  const engine = embeddedEngine({ WARM: '0' });
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codeengine-clients-'));
    await writeFile(join(folder, 'main.py'), 'print(6 * int(input()))\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.skipIf(!areHere('curl', 'jq'))('in shell prints the output', async () => {
    expect(await printed('sh', 'sh')).toBe('42\n\ncompleted\n');
  });
  it.skipIf(!areHere('python3'))('in Python prints the output, and how the program ended', async () => {
    expect(await printed('python', 'python3')).toBe('0\n1\n2\ncompleted\n');
  });
  it('in Node prints the output, and how the program ended', async () => {
    expect(await printed('js', process.execPath)).toBe('0\n1\n2\ncompleted\n');
  });
  it.skipIf(!areHere('python3'))('in Python answers a program that asks', async () => {
    const [client = '', dialogue = ''] = await blocks('docs/clients.md', 'python');
    expect(await output('python', 'python3', client + dialogue, 'Grace\n')).toMatch(/completed\nWho\? Hello, Grace\n$/);
  });
  it('in Node answers a program that asks', async () => {
    const [client = '', dialogue = ''] = await blocks('docs/clients.md', 'js');
    const program = client.slice(0, client.indexOf('const id = ')) + dialogue;
    expect(await output('js', process.execPath, program)).toBe('Who? Hello, Ada\n');
  });
  it.skipIf(!areHere('curl', 'jq'))('in README answers a program that asks, with curl', async () => {
    const dialogue = (await blocks('README.md', 'sh')).find((block) => block.includes('"interactive": true'));
    const said = await output('sh', 'sh', dialogue ?? '');
    // the answer to the input ends without a line break, so the next event follows it in its line
    expect(said).toMatch(/event: input\n[^]*"text":"Hello, Ada\\n"/);
  });

  /** The output of the first program that docs/clients.md shows in a language. */
  async function printed(language: string, interpreter: string): Promise<string> {
    const [program = ''] = await blocks('docs/clients.md', language);
    return output(language, interpreter, program);
  }

  async function blocks(document: string, language: string): Promise<string[]> {
    const text = await readFile(join(ROOT, document), 'utf8');
    const found = text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'));
    return Array.from(found, ([, block = '']) => block);
  }

  async function output(language: string, interpreter: string, program: string, stdin = ''): Promise<string> {
    const file = join(folder, language === 'js' ? 'client.mjs' : `client.${language}`);
    await writeFile(file, program);
    const running = promisify(execFile)(interpreter, [file], { cwd: folder, env: { ...process.env, E: engine.url } });
    running.child.stdin?.end(stdin);
    return (await running).stdout;
  }
});

function areHere(...commands: string[]): boolean {
  return commands.every((command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0);
}
