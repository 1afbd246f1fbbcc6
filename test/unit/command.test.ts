import { describe, expect, it, vi } from 'vitest';
import { engineAt, numberFrom, print, runCommand } from '../../tools/command.ts';

describe('a command of tools', () => {
  const options = { rounds: { type: 'string', default: '20' }, url: { type: 'string', default: '' } } as const;
  /** The command's exit code and output. */
  async function run(...args: string[]): Promise<[number, string]> {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const work = async ({ rounds, url }: { rounds: string; url: string }) => {
        const number = numberFrom('rounds', rounds, 1);
        if (url) await engineAt(url);
        return print(`${number} rounds`, 1);
      };
      const code = await runCommand({ help: 'npm run it', options }, work, args);
      return [code, write.mock.calls.join('')];
    } finally {
      write.mockRestore();
    }
  }

  it.each([
    [[], 1, /^20 rounds\n$/],
    [['--rounds', '3'], 1, /^3 rounds\n$/],
    [['--rounds', '3', '--help'], 0, /^npm run it\n$/],
    [['--rounds', 'many'], 2, /^--rounds must be a number of at least 1, and is "many"\.\n$/],
    [['--rounds', '0'], 2, /^--rounds must be a number of at least 1, and is "0"\.\n$/],
    [['--round', '3'], 2, /'--round'.* See --help\.\n$/],
    [['--url', 'http://127.0.0.1:1/'], 2, /^No engine answers at http:\/\/127\.0\.0\.1:1\/: fetch failed \(.*\)\n$/],
  ])('%j exits with %d and prints a sentence', async (args, code, printed) => {
    expect(await run(...args)).toEqual([code, expect.stringMatching(printed)]);
  });
});
