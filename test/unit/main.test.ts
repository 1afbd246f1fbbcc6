import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../tools/process.ts';

/** Starts the built engine as if on another version of Node. */
function startAs(version: string) {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`;
  const args = ['--import', pretend, 'dist/main.js', '--check-config'];
  return spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env: {} });
}

describe('the start', () => {
  it.each(['12.22.12', '18.20.4', '20.18.3', '21.7.0', '22.11.0'])(
    'says in one sentence that Node %s is too old, and exits 1',
    (version) => {
      const { status, stderr, stdout } = startAs(version);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(new RegExp(`^CodeEngine needs Node 20\\.19.* and this is Node ${version}\\. .*\\n$`));
    },
  );

  it.each(['20.19.0', '22.12.0', '24.0.0', '26.1.0'])(
    'runs on Node %s, and prints nothing when the settings are right',
    (version) => {
      const { status, stderr, stdout } = startAs(version);
      expect([status, stdout, stderr]).toEqual([0, '', '']);
    },
  );

  it('needs the same versions of Node as package.json, which npm ci enforces', async () => {
    const { engines } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as { engines: { node: string } };
    expect(engines.node).toBe('^20.19.0 || ^22.12.0 || >=24.0.0');
    expect(await readFile(`${ROOT}.npmrc`, 'utf8')).toContain('engine-strict=true');
  });

  it('prints the mistakes in the settings, and exits with 1', async () => {
    const env = { LIMIT_TIME_MS: '2s' };
    const asked = promisify(execFile)(process.execPath, ['dist/main.js', '--check-config'], { cwd: ROOT, env });
    await expect(asked).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'The configuration is wrong:\n  LIMIT_TIME_MS: must be a number from 50 to 600000\n',
    });
  });

  it('refuses an unknown option', async () => {
    const asked = promisify(execFile)(process.execPath, ['dist/main.js', '--port', '9000'], { cwd: ROOT });
    await expect(asked).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('PORT=9000 npm start') });
  });
});
