import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';

const cluster = { MODE: 'cluster', REDIS_URL: 'redis://:x@redis:6379', DATABASE_URL: 'postgres://u:p@db/x' };

describe('the configuration', () => {
  it('has defaults for everything in embedded mode, and listens to this machine alone', () => {
    expect(readConfig({})).toMatchObject({
      MODE: 'embedded',
      ROLE: 'all',
      HOST: '127.0.0.1',
      PORT: 8080,
      LIMIT_TIME_MS: 7000,
    });
  });

  it('reads numbers, and takes an empty variable for one that is not set', () => {
    expect(readConfig({ ...cluster, LANES: '3', LIMIT_TIME_MS: '' })).toMatchObject({
      LANES: 3,
      LIMIT_TIME_MS: 7000,
      HOST: '0.0.0.0',
    });
  });

  it.each([
    [{ LANES: 'many' }, /LANES: must be a number/],
    [{ PORT: '70000' }, /PORT: /],
    [{ MODE: 'other' }, /MODE: must be embedded, cluster or guard/],
    [{ ROLE: 'worker' }, /ROLE: must be all in embedded mode/],
    [{ MODE: 'cluster' }, /REDIS_URL: must be a URL such as[^]*DATABASE_URL: must be a URL such as/],
    [{ ...cluster, LOG_LEVEL: 'loud' }, /LOG_LEVEL: /],
  ])('names what is wrong in %j', (environment, expected) => {
    expect(() => readConfig(environment)).toThrow(expected);
  });

  it('never shows a value, which may be a password', () => {
    expect(() => readConfig({ ...cluster, DATABASE_URL: 'mysql://u:hunter2@db' })).toThrow(/^((?!hunter2)[^])*$/);
  });
});
