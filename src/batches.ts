import { setImmediate } from 'node:timers/promises';

/**
 * What `source` yields in quick succession, together; `most` at once. It reads one item ahead, so whoever leaves the loop
 * early ends the source's own waiting first.
 */
export async function* inBatches<T>(source: AsyncGenerator<T, void, void>, most: number): AsyncGenerator<T[]> {
  let next = ahead(source);
  try {
    for (let step = await next; !step.done; step = await next) {
      const batch = [step.value];
      next = ahead(source);
      while (batch.length < most) {
        const more = await Promise.race([next.catch(() => undefined), setImmediate(undefined)]);
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

/** A failure is thrown later, to whoever awaits the item. */
function ahead<T>(source: AsyncGenerator<T, void, void>): Promise<IteratorResult<T, void>> {
  const next = source.next();
  next.catch(() => {});
  return next;
}
