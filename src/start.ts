import { readConfig, type Config } from './config.ts';
import { messageOf } from './errors.ts';
import { help } from './help.ts';
import { ALL, OWN_LANGUAGES, readAgentImage, readLanguages } from './languages.ts';
import { readOptions } from './options.ts';

/** Runs the process. An error is printed as one message, with exit code 1. */
export async function run(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help)
      return void process.stdout.write(help([readAgentImage(), ...readLanguages([OWN_LANGUAGES], [ALL]).images()]));
    const config = readConfig(process.env);
    if (options.checkConfig) return;
    if (options.images) return void process.stdout.write(imagesIn(config));
    const { work } = await import('./work.ts'); // late, because it loads all other modules
    await work(config);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  }
}

/** One line for each base image, with the setting that chooses another. */
function imagesIn({ LANGUAGES_DIR, LANGUAGES, images }: Config): string {
  const languages = readLanguages([OWN_LANGUAGES, ...LANGUAGES_DIR], LANGUAGES);
  const sources = [readAgentImage(), ...languages.images()];
  const lines = sources.map(({ base, setting }) => `${images[setting] ?? base} ${setting}\n`);
  return [...new Set(lines)].join('');
}
