import { setImmediate } from 'node:timers/promises';

/**
 * Groups items that `source` yields in quick succession, at most `most` in a batch. One item is read ahead, so a caller
 * that leaves the loop early first ends whatever the source waits for.
 */
export async function* inBatches<T>(source: AsyncGenerator<T, void, void>, most: number): AsyncGenerator<T[]> {
  let next = ahead(source);
  try {
    for (let step = await next; !step.done; step = await next) {
      const batch = [step.value];
      next = ahead(source);
      while (batch.length < most) {
        const more = await Promise.race([next.catch(() => undefined), setImmediate(undefined)]); // `await next` throws an error
        if (!more || more.done) break;
        batch.push(more.value);
        next = ahead(source);
      }
      yield batch;
    }
  } finally {
    await source.return();
  }
}

/** An error is thrown where the item is awaited. */
function ahead<T>(source: AsyncGenerator<T, void, void>): Promise<IteratorResult<T, void>> {
  const next = source.next();
  next.catch(() => {}); // no unhandled rejection until then
  return next;
}
