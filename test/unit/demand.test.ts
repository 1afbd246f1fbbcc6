import { describe, expect, it } from 'vitest';
import { createDemand } from '../../src/sandbox/demand.ts';

const MINUTE = 60_000;
const setUp = (each: number, total: number) => {
  const clock = { now: 0 };
  const demand = createDemand({ always: ['a', 'b'], each, total, now: () => clock.now });
  const sizes = () => Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((key) => [key, demand.size(key)]));
  return { clock, demand, sizes };
};

describe('warm sandboxes', () => {
  it('are kept only for the languages that are always kept, when no language was used', () => {
    expect(setUp(2, 8).sizes()).toEqual({ a: 2, b: 2, c: 0, d: 0, e: 0 });
  });

  it('are kept for languages that were used in the last ten minutes, one sandbox each', () => {
    const { clock, demand, sizes } = setUp(2, 8);
    demand.used('c');
    clock.now = 6 * MINUTE;
    demand.used('d');
    expect(sizes()).toEqual({ a: 2, b: 2, c: 1, d: 1, e: 0 });
    clock.now = 11 * MINUTE;
    expect(sizes()).toEqual({ a: 2, b: 2, c: 0, d: 1, e: 0 });
  });

  it('are never more than WARM_TOTAL: the language used last comes first', () => {
    const { demand, sizes } = setUp(2, 5);
    for (const key of ['c', 'd', 'e', 'd', 'a']) demand.used(key);
    expect(sizes()).toEqual({ a: 2, b: 2, c: 0, d: 1, e: 0 });
    expect(setUp(2, 3).sizes()).toEqual({ a: 2, b: 1, c: 0, d: 0, e: 0 });
  });

  it('are not kept with WARM=0', () => {
    const { demand, sizes } = setUp(0, 8);
    demand.used('c');
    expect(sizes()).toEqual({ a: 0, b: 0, c: 0, d: 0, e: 0 });
  });
});
