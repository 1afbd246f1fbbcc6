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

  /** The output of the client that docs/clients.md shows in a language. */
  async function printed(language: string, interpreter: string): Promise<string> {
    const text = await readFile(join(ROOT, 'docs/clients.md'), 'utf8');
    const [, program = ''] = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'm').exec(text) ?? [];
    const file = join(folder, language === 'js' ? 'client.mjs' : `client.${language}`);
    await writeFile(file, program);
    const env = { ...process.env, E: engine.url };
    return (await promisify(execFile)(interpreter, [file], { cwd: folder, env })).stdout;
  }
});

function areHere(...commands: string[]): boolean {
  return commands.every((command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0);
}
