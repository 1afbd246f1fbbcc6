import { help, readConfig } from './config.ts';
import { readOptions } from './options.ts';

/** The process, from its arguments to its exit. What goes wrong is one message, and exit code 1. */
export async function run(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help) return void process.stdout.write(help());
    const config = readConfig(process.env);
    if (options.checkConfig) return;
    const { work } = await import('./work.ts'); // only now, for it loads everything else
    await work(config);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
