import { describe, expect, it } from 'vitest';
import { whileOpening } from '../../src/compose/opening.ts';

const never = () => new Promise<void>(() => {});
const state = (check: () => Promise<void>) =>
  Promise.race([
    check().then(
      () => 'available',
      (error: Error) => error.message,
    ),
    new Promise((resolve) => setTimeout(resolve, 1000, 'no answer')),
  ]);

describe('the check of a database that starts with its first query', () => {
  it('says available while the database is being made, for a bounded time', async () => {
    expect(await state(whileOpening(never))).toBe('available');
    const slow = whileOpening(never, 100);
    expect(await state(slow)).toBe('available');
    expect(await state(slow)).toBe('no answer');
  });

  it('says at once what fails', async () => {
    expect(await state(whileOpening(() => Promise.reject(new Error('damaged'))))).toBe('damaged');
  });

  it('waits for each answer once the database has answered', async () => {
    let answers = 0;
    const check = whileOpening(() => (answers++ === 0 ? Promise.resolve() : never()));
    expect(await state(check)).toBe('available');
    expect(await state(check)).toBe('no answer');
  });
});
