import { beforeAll, describe, expect, it } from 'vitest';
import { classes } from '../../proof/cases/all.ts';
import { targetOf } from '../../proof/cases/case.ts';
import { createClient } from '../../proof/client.ts';
import { examine } from '../../proof/examine.ts';

/** A class may hold a dozen programs that each run until they are stopped. */
const CLASS_MS = 600_000;

/** What `npm run doctor` does, class by class, on a live engine. */
export function describeDoctor(url: () => string): void {
  describe('the doctor finds nothing', () => {
    /** A compiler that is still being loaded is waited for: the doctor counts that as time of the program. */
    beforeAll(async () => void (await createClient(url()).run({ language: 'cpp', code: 'int main() {}' })));

    it.each(Object.keys(classes))(
      'in the class %s',
      async (name) => {
        const client = createClient(url());
        const report = await examine(client, targetOf(await client.languages()), { only: [name], atOnce: 2 });
        expect(report.cases.length).toBeGreaterThan(2);
        expect(report.cases.filter(({ misses }) => misses.length > 0)).toEqual([]);
      },
      CLASS_MS,
    );
  });
}
