import { describe, expect, it } from 'vitest';
import { createOwners } from '../../src/sandbox/docker/guard/owners.ts';

describe('the owners of containers', () => {
  it('are addresses, each with at most a given number of containers', () => {
    const owners = createOwners(2);
    owners.add('a', '10.0.0.1');
    owners.add('b', '10.0.0.1');
    owners.add('c', '10.0.0.2');
    expect([owners.of('a'), owners.of('c'), owners.of('d')]).toEqual(['10.0.0.1', '10.0.0.2', undefined]);
    expect([owners.hasAll('10.0.0.1'), owners.hasAll('10.0.0.2')]).toEqual([true, false]);
    owners.forget(['a']);
    expect([owners.hasAll('10.0.0.1'), owners.ids()]).toEqual([false, ['b', 'c']]);
  });
});
