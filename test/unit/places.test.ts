import { describe, expect, it } from 'vitest';
import { createPlaces } from '../../src/places.ts';

describe('places', () => {
  it('go to the program that asked first, and to no program that has stopped asking', async () => {
    const changes: number[] = [];
    const places = createPlaces(1, (by) => changes.push(by));
    const [one, two, three] = [places.one(), places.one(), places.one()] as const;
    const got: string[] = [];
    await one.take();
    await one.take(); // it already has the place
    void two.take().then(() => got.push('two'));
    void three.take().then(() => got.push('three'));
    two.leave();
    one.leave();
    one.leave();
    await one.left;
    await new Promise(setImmediate);
    expect(got).toEqual(['three']);
    void one.take().then(() => got.push('one'));
    three.leave();
    await new Promise(setImmediate);
    expect([got, changes]).toEqual([
      ['three', 'one'],
      [1, -1, 1, -1, 1],
    ]);
  });
});
