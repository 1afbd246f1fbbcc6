import { readConfig, type Config } from './config.ts';
import { help } from './help.ts';
import { ALL, OWN_LANGUAGES, readAgentImage, readLanguages } from './languages.ts';
import { readOptions } from './options.ts';

/** The process, from its arguments to its exit. What goes wrong is one message, and exit code 1. */
export async function run(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help)
      return void process.stdout.write(help([readAgentImage(), ...readLanguages([OWN_LANGUAGES], [ALL]).images()]));
    const config = readConfig(process.env);
    if (options.checkConfig) return;
    if (options.images) return void process.stdout.write(imagesIn(config));
    const { work } = await import('./work.ts'); // only now, for it loads everything else
    await work(config);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** An image a line, with the setting that names it. */
function imagesIn({ LANGUAGES_DIR, LANGUAGES, images }: Config): string {
  const languages = readLanguages([OWN_LANGUAGES, ...LANGUAGES_DIR], LANGUAGES);
  const sources = [readAgentImage(), ...languages.images()];
  const lines = sources.map(({ base, setting }) => `${images[setting] ?? base} ${setting}\n`);
  return [...new Set(lines)].join('');
}
