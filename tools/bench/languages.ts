import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { ALL, OWN_LANGUAGES, readLanguages, type Language } from '../../src/languages.ts';
import { quantile, timed } from '../measure.ts';
import { benchEngine } from './engines.ts';
import { imageOf, inImage } from './hand.ts';

/** The pause between rounds, in which the next sandbox and its interpreter start. */
const REST_MS = 2500;
const MIB = 1024 * 1024;
const docker = new Docker();

/**
 * Compares `npm start` with Docker with the commands that a user would type, for the case hello of every language, from
 * the submission to the final event.
 */
export async function benchLanguages(rounds: number): Promise<void> {
  const chosen = process.env['LANGUAGES'] ?? ALL;
  const { client, untilReady, close } = await benchEngine({ SANDBOX: 'docker', LANGUAGES: chosen, WARM: '1' }, []);
  console.log('| language | warm | by hand | ratio | memory of a warm sandbox | image |');
  console.log('| -------- | ---: | ------: | ----: | -----------------------: | ----: |');
  const languages = readLanguages([OWN_LANGUAGES], chosen.split(','))
    .all()
    .filter(({ docker: runs }) => runs);
  const programs = new Map<Language, string>();
  for (const language of languages) {
    const code = await readFile(join(language.folder, 'cases', `hello${extname(language.file)}`), 'utf8');
    programs.set(language, code);
    await untilReady(language.id);
    await client.run({ language: language.id, code }); // so that its image exists
  }
  for (const [language, code] of programs) {
    const image = await imageOf(language);
    const hand = await inImage(language, code);
    const through = () => timed(() => client.run({ language: language.id, code }));
    for (let n = 0; n < 2; n++) await through(); // so that a sandbox is warm
    const [warm, bare]: [number[], number[]] = [[], []];
    for (let n = 0; n < rounds; n++) {
      await sleep(REST_MS);
      warm.push(await through());
      bare.push(await hand.whole());
    }
    await sleep(REST_MS);
    const memory = await memoryOfWarm(language);
    hand.close();
    const [ours, theirs] = [quantile(warm, 0.5), quantile(bare, 0.5)];
    const sizes = `${memory} MiB | ${Math.round(image.bytes / 1e6)} MB`;
    console.log(
      `| ${language.name} | ${ours.toFixed(0)} ms | ${theirs.toFixed(0)} ms | ${(ours / theirs).toFixed(2)} | ${sizes} |`,
    );
  }
  await close();
}

/** The memory of the warm container in MiB, without memory that the kernel can reclaim. */
async function memoryOfWarm({ image }: Language): Promise<string> {
  const waiting = await docker.listContainers({ filters: { label: [`codeengine.sandbox=${image}`] } });
  const used = await Promise.all(
    waiting.map(async ({ Id }) => {
      const { memory_stats: memory } = await docker.getContainer(Id).stats({ stream: false, 'one-shot': true });
      const cached = memory.stats['total_inactive_file'] ?? memory.stats['inactive_file'] ?? 0;
      return (memory.usage - cached) / MIB;
    }),
  );
  return used.length > 0 ? Math.max(...used).toFixed(0) : '–';
}
