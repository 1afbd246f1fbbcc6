import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createPool } from '../../src/sandbox/pool.ts';
import { eventually } from '../support/engine.ts';

interface Item {
  readonly name: string;
  die(): void;
  readonly died: Promise<void>;
}

function setUp(sizes: { a: number; b: number }, fails = () => false) {
  const made: Item[] = [];
  const disposed: string[] = [];
  let making = 0;
  let most = 0;
  const pool = createPool<'a' | 'b', Item>({
    size: (key) => sizes[key],
    async make(key) {
      making += 1;
      most = Math.max(most, making);
      await new Promise((resolve) => setTimeout(resolve, 10));
      making -= 1;
      if (fails()) throw new Error('nothing can be made');
      let die = () => {};
      const died = new Promise<void>((resolve) => (die = resolve));
      const item = { name: `${key}${made.length}`, die, died };
      made.push(item);
      return item;
    },
    died: (item) => item.died,
    dispose: async ({ name }) => void disposed.push(name),
    log: pino({ level: 'silent' }),
  });
  return { pool, made, disposed, most: () => most };
}

describe('the pool', () => {
  it('makes the items of a key when the key is opened, one at a time', async () => {
    const { pool, made, most } = setUp({ a: 2, b: 1 });
    pool.open('a');
    pool.open('b');
    await eventually(() => made.length === 3);
    expect(most()).toBe(1);
    await pool.close();
  });

  it('reports how many items of each open key are warm', async () => {
    const { pool, made } = setUp({ a: 2, b: 1 });
    expect(pool.warm()).toEqual({});
    pool.open('a');
    await eventually(() => made.length === 2);
    await eventually(() => pool.warm()['a'] === 2);
    await pool.take('a');
    expect(pool.warm()).toEqual({ a: 1 });
    await pool.close();
  });

  it('gives each item once, warm ones first, and makes an item when none is warm', async () => {
    const { pool, made } = setUp({ a: 1, b: 0 });
    pool.open('a');
    await eventually(() => made.length === 1);
    const taken = [await pool.take('a'), await pool.take('a'), await pool.take('b')];
    expect(new Set(taken.map(({ name }) => name)).size).toBe(3);
    expect(taken[0]).toBe(made[0]);
    await pool.close();
  });

  it('makes new items when a run has ended, and in any case after half a second', async () => {
    const { pool, made } = setUp({ a: 1, b: 0 });
    pool.open('a');
    await eventually(() => made.length === 1);
    await pool.take('a');
    pool.rest();
    await eventually(() => made.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await pool.take('a');
    await eventually(() => made.length === 3);
    await pool.close();
  });

  it('replaces a warm item that dies', async () => {
    const { pool, made } = setUp({ a: 1, b: 0 });
    pool.open('a');
    await eventually(() => made.length === 1);
    made[0]!.die();
    await eventually(() => made.length === 2);
    expect(await pool.take('a')).toBe(made[1]);
    await pool.close();
  });

  it('gives a returned item again, and makes no other in its place', async () => {
    const { pool, made, disposed } = setUp({ a: 1, b: 0 });
    pool.open('a');
    await eventually(() => pool.warm()['a'] === 1);
    for (let n = 0; n < 3; n++) pool.giveBack('a', Promise.resolve(await pool.take('a')));
    await eventually(() => pool.warm()['a'] === 1);
    expect(made.length).toBe(1);
    pool.giveBack('b', Promise.resolve(made[0]));
    await eventually(() => disposed.length === 1);
    await pool.close();
  });

  it('lets a taker wait for an item that is returned, and makes one if none is returned', async () => {
    const { pool, made } = setUp({ a: 1, b: 0 });
    const first = await pool.take('a');
    let comeBack = (_item: Item | undefined) => {};
    const coming = () => new Promise<Item | undefined>((resolve) => (comeBack = resolve));
    pool.giveBack('a', coming());
    const taken = pool.take('a');
    comeBack(first);
    expect(await taken).toBe(first);
    pool.giveBack('a', coming());
    const other = pool.take('a');
    comeBack(undefined);
    expect(await other).toBe(made[1]);
    await pool.close();
  });

  it('replaces a returned item that dies', async () => {
    const { pool, made } = setUp({ a: 1, b: 0 });
    pool.giveBack('a', Promise.resolve(await pool.take('a')));
    pool.open('a');
    made[0]!.die();
    await eventually(() => made.length === 2);
    await pool.close();
  });

  it('keeps no more items than the current size of a key', async () => {
    const sizes = { a: 2, b: 1 };
    const { pool, made, disposed } = setUp(sizes);
    pool.open('a');
    await eventually(() => made.length === 2);
    await eventually(() => pool.warm()['a'] === 2);
    sizes.a = 0;
    pool.rest();
    await eventually(() => disposed.length === 2);
    await pool.take('a');
    expect(made.length).toBe(3);
    await pool.close();
  });

  it('retries when an item cannot be made, and rejects a take with the reason', async () => {
    let broken = true;
    const { pool, made } = setUp({ a: 1, b: 0 }, () => broken);
    pool.open('a');
    await expect(pool.take('a')).rejects.toThrow('nothing can be made');
    broken = false;
    await eventually(() => made.length === 1);
    await pool.close();
  });

  it('removes warm items, and items that are being made, when it closes', async () => {
    const { pool, made, disposed } = setUp({ a: 2, b: 0 });
    pool.open('a');
    await eventually(() => made.length >= 1);
    await pool.close();
    expect(disposed.sort()).toEqual(made.map(({ name }) => name).sort());
  });
});
