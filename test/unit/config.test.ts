import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readOptions } from '../../src/options.ts';

const cluster = { MODE: 'cluster', REDIS_URL: 'redis://:x@redis:6379', DATABASE_URL: 'postgres://u:p@db/x' };

describe('the configuration', () => {
  it('has a default for every setting in embedded mode, and listens only to this machine', () => {
    expect(readConfig({})).toMatchObject({
      MODE: 'embedded',
      ROLE: 'all',
      HOST: '127.0.0.1',
      PORT: 8080,
      LIMIT_TIME_MS: 7000,
    });
  });

  it('reads numbers, and treats an empty variable as unset', () => {
    expect(readConfig({ ...cluster, LANES: '3', LIMIT_TIME_MS: '' })).toMatchObject({
      LANES: 3,
      LIMIT_TIME_MS: 7000,
      HOST: '0.0.0.0',
    });
  });

  it.each([
    [{ LANES: 'many' }, /LANES: must be a number from 1 to 256$/],
    [{ PORT: '70000' }, /PORT: must be from 0 to 65535$/],
    [{ LIMIT_TIME_MS: '2s' }, /LIMIT_TIME_MS: must be a number from 50 to 600000$/],
    [{ LIMIT_TIME_MS: '1' }, /LIMIT_TIME_MS: must be from 50 to 600000$/],
    [{ LIMIT_COMPILE_MS: '60.5' }, /LIMIT_COMPILE_MS: must be a whole number from 50 to 600000$/],
    [{ HISTORY_DAYS: '-1' }, /HISTORY_DAYS: must be from 0 to 36500$/],
    [{ SANDBOX: 'podman' }, /SANDBOX: must be docker or wasm$/],
    [{ LOG_FORMAT: 'text' }, /LOG_FORMAT: must be auto, json or pretty$/],
    [
      { DOCKER_HOST: 'docker.sock' },
      /DOCKER_HOST: must be an address such as unix:\/\/\/var\/run\/docker.sock or tcp:/,
    ],
    [{ CORS_ORIGIN: 'example.org' }, /CORS_ORIGIN: must be origins such as https:\/\/example.org, or \*$/],
    [{ MODE: 'other' }, /MODE: must be embedded or cluster; a guard is ROLE=guard$/],
    [{ ...cluster, ROLE: 'boss' }, /ROLE: must be all, api, worker or guard$/],
    [{ ROLE: 'guard', DOCKER_HOST: 'tcp://docker:2375' }, /DOCKER_HOST: must be a socket such as/],
    [{ ROLE: 'worker' }, /ROLE: must be all in embedded mode/],
    [{ MODE: 'cluster' }, /REDIS_URL: must be a URL such as[^]*DATABASE_URL: must be a URL such as/],
    [{ ...cluster, LOG_LEVEL: 'loud' }, /LOG_LEVEL: must be fatal, error, warn, info, debug, trace or silent$/],
  ])('names the wrong setting in %j', (environment, expected) => {
    expect(() => readConfig(environment)).toThrow(expected);
  });

  it.each(['PORT', 'LANES', 'LIMIT_TIME_MS', 'QUEUE_MAX', 'WARM', 'MODE', 'ROLE', 'SANDBOX', 'LOG_LEVEL'])(
    'names the allowed values of a wrong %s in plain words',
    (name) => {
      const message = messageOf(() => readConfig({ ...cluster, [name]: '\u2060' }));
      expect(message).toMatch(new RegExp(`^The configuration is wrong:\n  ${name}: must be [^:|"]+$`));
      expect(message).not.toMatch(/invalid|expected|received|NaN|input/i);
    },
  );

  it('ignores blanks around a value, which cmd.exe keeps', () => {
    expect(readConfig({ PORT: '9000 ', SANDBOX: ' docker' })).toMatchObject({ PORT: 9000, SANDBOX: 'docker' });
  });

  it('reads lists of names that are separated by commas', () => {
    const { ALLOWED_HOSTS, CORS_ORIGIN } = readConfig({ ALLOWED_HOSTS: 'Code.example.org, box', CORS_ORIGIN: '*' });
    expect([ALLOWED_HOSTS, CORS_ORIGIN]).toEqual([['code.example.org', 'box'], ['*']]);
  });

  it('never shows a value, which may be a password', () => {
    expect(() => readConfig({ ...cluster, DATABASE_URL: 'mysql://u:hunter2@db' })).toThrow(/^((?!hunter2)[^])*$/);
  });
});

describe('the command line', () => {
  it.each([
    [['--port', '9000'], 'Unknown option --port. Set PORT=9000 in the environment: PORT=9000 npm start'],
    [['--limit-time-ms=2000'], 'Unknown option --limit-time-ms. Set LIMIT_TIME_MS=2000 in the environment'],
    [['--lanes'], /^Unknown option --lanes. Set LANES=\d+ in the environment/],
    [['--check-config', '--verbose'], 'Unknown option --verbose. What can be set: npm start -- --help'],
    [['9000'], 'Unknown argument 9000. What can be set: npm start -- --help'],
  ])('refuses %j', (args, expected) => {
    expect(() => readOptions(args)).toThrow(expected);
  });

  it('shows no password', () => {
    expect(messageOf(() => readOptions(['--database-url', 'postgres://u:hunter2@db/x']))).not.toContain('hunter2');
  });

  it('knows its own options', () => {
    expect(readOptions(['-h', '--check-config'])).toEqual({ help: true, checkConfig: true, images: false });
    expect(readOptions([])).toEqual({ help: false, checkConfig: false, images: false });
  });
});

function messageOf(fails: () => unknown): string {
  try {
    fails();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}
