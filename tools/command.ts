import { parseArgs, type ParseArgsConfig } from 'node:util';
import { createClient, type Client, type LanguageInfo } from './client.ts';

/** A command cannot do its work. The message is a sentence for the user, and the exit code is 2. */
export class CannotRun extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given }>>['values'];

/**
 * Reads the options of a command, runs `work` and resolves with the exit code: that of `work`, 0 after `--help`, or 2
 * after a message that says which option is wrong or why the work cannot be done.
 */
export async function runCommand<const Given extends Options>(
  about: { help: string; options: Given },
  work: (values: Values<Given>) => Promise<number>,
  args = process.argv.slice(2),
): Promise<number> {
  try {
    if (args.includes('--help')) return print(about.help, 0);
    return await work(valuesOf(about.options, args));
  } catch (error) {
    if (error instanceof CannotRun) return print(error.message, 2);
    throw error;
  }
}

/** The value of a numeric option. Throws CannotRun when the value is not a number, or less than `least`. */
export function numberFrom(name: string, value: string, least = 0): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= least) return number;
  throw new CannotRun(`--${name} must be a number of at least ${least}, and is ${JSON.stringify(value)}.`);
}

/** A client of the engine at `url`, and the engine's languages. Throws CannotRun when no engine answers. */
export async function engineAt(url: string): Promise<{ client: Client; languages: LanguageInfo[] }> {
  const client = createClient(url.replace(/\/+$/, ''));
  try {
    return { client, languages: await client.languages() };
  } catch (error) {
    throw new CannotRun(`No engine answers at ${url}: ${causeOf(error)}`);
  }
}

export function print(text: string, exitCode: number): number {
  process.stdout.write(`${text}\n`);
  return exitCode;
}

function valuesOf<Given extends Options>(options: Given, args: string[]): Values<Given> {
  try {
    return parseArgs({ options, args }).values as Values<Given>;
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}. See --help.`);
  }
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message || (cause as NodeJS.ErrnoException).code})` : message;
}
