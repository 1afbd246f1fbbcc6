import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ALL, OWN_LANGUAGES, readLanguages, type Language } from '../../src/languages.ts';
import { quantile, sideBySide, timed } from '../measure.ts';
import { benchEngine, type BenchEngine } from './engines.ts';
import { inImage, INPUT } from './hand.ts';

/** The number of tests in a submission. */
const TESTS = 50;
/** The input of the case `stdin-lines` of every language. */
const INPUT_TEXT = 'one\ntwo\n\nlast';

/**
 * Compares the tests a second of every language, one submission at a time, with the same program run by a shell in its
 * image.
 */
export async function benchTestsOfEach(rounds: number): Promise<void> {
  const LANGUAGES = process.env['LANGUAGES'] ?? ALL;
  const chosen = readLanguages([OWN_LANGUAGES], LANGUAGES.split(',')).all();
  console.log('| sandbox | language | tests a second | by hand | ratio |\n| --- | --- | ---: | ---: | ---: |');
  for (const SANDBOX of ['docker', 'wasm'] as const) {
    const DATA_DIR = `node_modules/.cache/codeengine-bench-tests-${SANDBOX}`;
    const engine = await benchEngine({ SANDBOX, DATA_DIR, LANGUAGES, COMPILE_CACHE_MB: '64' }, []);
    for (const language of chosen.filter((one) => one[SANDBOX])) {
      await engine.untilReady(language.id);
      const [ours, hand] = await ratesOf(engine, language, rounds);
      const rates = `${ours.toFixed(0)} | ${hand.toFixed(0)} | ${(ours / hand).toFixed(2)}`;
      console.log(`| ${SANDBOX} | ${language.name} | ${rates} |`);
    }
    await engine.close();
  }
}

/** Runs a second: as tests of a submission, and by hand. */
async function ratesOf(engine: BenchEngine, language: Language, rounds: number): Promise<[number, number]> {
  const code = await readFile(join(language.folder, 'cases', `stdin-lines${extname(language.file)}`), 'utf8');
  const { streamed } = await engine.client.run({ language: language.id, code, input: INPUT_TEXT });
  const tests = Array.from({ length: TESTS }, () => ({ input: INPUT_TEXT, expected: streamed.stdout }));
  const hand = await inImage(language, code, INPUT_TEXT);
  await hand.prepare();
  const measured = await sideBySide(rounds, {
    tests: () =>
      timed(async () => {
        const { record } = await engine.client.run({ language: language.id, code, tests });
        if (record.summary?.passed !== TESTS) throw new Error(`${language.name}: ${JSON.stringify(record.summary)}`);
      }),
    hand: () =>
      timed(async () => {
        for (let n = 0; n < TESTS; n++) await hand.run(`< ${INPUT}`);
      }),
  });
  hand.close();
  return [measured['tests']!, measured['hand']!].map((ms) => (TESTS * 1000) / quantile(ms, 0.5)) as [number, number];
}
