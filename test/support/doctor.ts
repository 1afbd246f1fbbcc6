import { beforeAll, describe, expect, it } from 'vitest';
import { classes } from '../../tools/doctor/cases/all.ts';
import { targetOf } from '../../tools/doctor/cases/case.ts';
import { createClient } from '../../tools/client.ts';
import { examine } from '../../tools/doctor/examine.ts';
import type { Report } from '../../tools/doctor/report.ts';

/** A slow machine may take an hour for all programs that run until their time limit. */
const ALL_MS = 3_600_000;

/** The tests of `npm run doctor` on a live engine, one for each class. */
export function describeDoctor(url: () => string, only = Object.keys(classes)): void {
  describe('the doctor finds no failure', () => {
    let report: Report;
    beforeAll(async () => {
      const client = createClient(url());
      // waits for the compiler, whose start the doctor would count as time of the program
      await client.run({ language: 'cpp', code: 'int main() {}' });
      report = await examine(client, targetOf(await client.languages()), { only, atOnce: 2 });
    }, ALL_MS);

    it.each(only)('in the class %s', (name) => {
      const cases = report.cases.filter((one) => one.class === name);
      expect(cases.length).toBeGreaterThan(2);
      expect(cases.filter(({ misses }) => misses.length > 0)).toEqual([]);
    });
  });
}
