import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { WasmInterpreter } from '../../../language-file.ts';
import { capped } from '../module/cap-module.ts';
import { PAGE, rewrite } from '../module/format.ts';
import { quickSbrk } from '../module/sbrk.ts';
import type { CompilerModule } from './compiler.ts';

const WASI = 'wasi_snapshot_preview1';

/**
 * Returns a function that loads the module of an interpreter, for programs that may have this much memory. Languages with
 * the same interpreter share its module, and the machine code that V8 has made of it.
 */
export function createModules(memoryBytes: number): (interpreter: WasmInterpreter) => Promise<WebAssembly.Module> {
  const modules = new Map<string, Promise<WebAssembly.Module>>();

  return ({ module: file, host }) => {
    const module = modules.get(file) ?? (host ? withHost(file) : commandOf(file));
    modules.set(file, module);
    return module;
  };

  /**
   * The module's memory is not shared here: our own JavaScript works on it, and some of its functions refuse shared
   * memory.
   */
  async function withHost(file: string): Promise<WebAssembly.Module> {
    return (await loadModule(file, { memoryBytes })).module;
  }

  /** Rejects a module that imports anything but WASI: somebody else may have built it. */
  async function commandOf(file: string): Promise<WebAssembly.Module> {
    const { module } = await loadModule(file, { memoryBytes, shared: true });
    const foreign = WebAssembly.Module.imports(module).find(({ module: from }) => from !== WASI);
    if (!foreign) return module;
    throw new Error(`${file} imports ${foreign.module}.${foreign.name}, and a module may import nothing but ${WASI}.`);
  }
}

/** Compiles a module with these limits, and computes the digest of its file and of these resources. */
export async function loadModule(
  file: string,
  { memoryBytes, shared = false }: { memoryBytes: number; shared?: boolean },
  resources: Uint8Array = new Uint8Array(0),
): Promise<Omit<CompilerModule, 'resources'>> {
  const pages = Math.floor(memoryBytes / PAGE);
  const cap = { pages, tableEntries: 1 << 20, functionWork: Infinity, shared }; // no limit of work: the module is one of ours
  const bytes = await readFile(file);
  const module = WebAssembly.compile(rewrite(bytes, quickSbrk(), capped(cap))); // in threads of V8, meanwhile
  module.catch(() => {}); // it is awaited below
  const digest = createHash('sha256').update(bytes).update(resources).digest();
  return { module: await module, digest };
}
