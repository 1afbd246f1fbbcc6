import { settings } from './help.ts';

/** The options of the command line. */
export interface Options {
  readonly help: boolean;
  /** Checks the environment and exits. */
  readonly checkConfig: boolean;
  /** Lists the base images of sandboxes and exits. */
  readonly images: boolean;
}

/** Reads the arguments. Throws an Error at an unknown one, and says which setting to use instead where there is one. */
export function readOptions(args: readonly string[]): Options {
  const known = new Set(['--help', '-h', '--check-config', '--images']);
  const at = args.findIndex((arg) => !known.has(arg));
  if (at !== -1) throw new Error(explain(args[at]!, args[at + 1]));
  const has = (...names: string[]) => names.some((name) => args.includes(name));
  return { help: has('--help', '-h'), checkConfig: has('--check-config'), images: has('--images') };
}

function explain(argument: string, next: string | undefined): string {
  if (!argument.startsWith('-')) return `Unknown argument ${argument}. What can be set: npm start -- --help`;
  const [option = '', value = next] = argument.split(/=(.*)/s);
  const name = option.replace(/^-+/, '').replaceAll('-', '_').toUpperCase();
  const usual = settings().get(name);
  if (usual === undefined) return `Unknown option ${option}. What can be set: npm start -- --help`;
  const plain = value && /^[\w.,/-]+$/.test(value) && !value.startsWith('-') ? value : usual;
  const setting = `${name}=${plain}`;
  return `Unknown option ${option}. Set ${setting} in the environment: ${setting} npm start (in cmd.exe: set ${setting}, then npm start)`;
}
