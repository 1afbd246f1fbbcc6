import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { WasmInterpreter } from '../../../language-file.ts';

/** How a module that is no WASI command is connected with WASI, and the libraries that this needs. */
export interface Host {
  readonly connect: Connect;
  readonly trusted: Readonly<Record<string, unknown>>;
}

/** The function that connects a module with WASI; `language.json` names its file. */
export type Connect = (to: {
  readonly wasi: WebAssembly.ModuleImports;
  /** The bytes of a file that the module sees. Throws where there is none. */
  read(path: string): Uint8Array;
  readonly trusted: Readonly<Record<string, unknown>>;
}) => {
  readonly imports: Record<string, WebAssembly.ModuleImports>;
  /** Returns when the program has ended by itself. */
  start(exports: Record<string, unknown>): void;
};

/** Loads the files that `language.json` names; undefined where it names none. */
export async function hostOf({ host, trusted }: WasmInterpreter): Promise<Host | undefined> {
  if (!host) return undefined;
  const { connect } = (await import(pathToFileURL(host).href)) as { connect: Connect };
  const load = createRequire(import.meta.url);
  const libraries = Object.entries(trusted).map(([name, file]) => [name, load(file) as unknown] as const);
  return { connect, trusted: Object.fromEntries(libraries) };
}
