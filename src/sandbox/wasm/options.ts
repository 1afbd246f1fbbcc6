import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import type { Limits } from '../../domain/limits.ts';
import type { WasmToolchain } from '../../language-file.ts';
import { OF_PACKAGE, type Language, type Languages } from '../../languages.ts';
import type { CompiledLanguage, HostLanguage, HostOptions } from './messages.ts';

/** What the host needs to know of the languages that can run in WebAssembly. Throws where a package is not installed. */
export function hostOptions(deps: {
  languages: Languages;
  limits: Limits;
  warm: HostOptions['warm'];
  lanes: number;
  cache: string;
  compileCacheBytes: number;
}): HostOptions {
  const { limits, warm, lanes, cache, compileCacheBytes } = deps;
  const languages = deps.languages.all().filter(({ wasm }) => wasm);
  const toolchains = languages.flatMap((language) => {
    const toolchain = language.wasm?.compiler?.toolchain;
    return toolchain ? [[language.image, withModules(toolchain, language.folder)] as const] : [];
  });
  return {
    limits,
    warm,
    lanes,
    cache: resolve(cache),
    compileCacheBytes,
    languages: languages.map(hostLanguage),
    toolchains: Object.fromEntries(toolchains),
  };
}

/** Every file that the options name, for a process may read no others. `*` stands for all files of a folder. */
export function filesOf({ languages, toolchains }: HostOptions): string[] {
  return [
    ...languages.flatMap((language) => {
      if (!('interpreter' in language)) return language.precompiled ? [language.precompiled.list] : [];
      const { module, host, trusted, files } = language.interpreter;
      return [module, ...(host ? [host] : []), ...Object.values(trusted), ...Object.values(files)];
    }),
    ...Object.values(toolchains).flatMap(({ module, resources, headers, parts, made }) => [
      module,
      resources,
      ...(made ? [join(made, '*')] : []),
      ...Object.values(headers),
      ...Object.values(parts).map(({ source }) => source),
    ]),
  ];
}

function hostLanguage(language: Language): HostLanguage {
  const { id, name, file, folder, warm, wasm } = language;
  if (!wasm?.interpreter) return compiledLanguage(language);
  const { interpreter } = wasm;
  const files = Object.entries(interpreter.files).map(([seen, path]) => [seen, ofPackage(path, folder)] as const);
  const trusted = Object.entries(interpreter.trusted).map(([as, path]) => [as, installed(path, folder)] as const);
  const own = {
    module: installed(interpreter.module, folder),
    trusted: Object.fromEntries(trusted),
    files: Object.fromEntries(files),
  };
  return { id, name, file, interpreter: { ...interpreter, ...own }, isFirst: warm === 'always' };
}

function compiledLanguage({ wasm, ...language }: Language): CompiledLanguage {
  const { id, name, image, sources, file, sample, compilesAnew } = language;
  const { compile, link, precompiled } = wasm!.compiler!;
  return {
    id,
    name,
    sources,
    compile,
    link,
    toolchain: image,
    implementation: wasm!.implementation,
    ...(precompiled && { precompiled }),
    ...(compilesAnew !== undefined && { compilesAnew }),
    first: { name: file, text: sample },
  };
}

function withModules(toolchain: WasmToolchain, folder: string): WasmToolchain {
  const { module, resources } = toolchain;
  return { ...toolchain, module: installed(module, folder), resources: installed(resources, folder) };
}

function ofPackage(file: string, folder: string): string {
  return file.startsWith(OF_PACKAGE) ? installed(file.slice(OF_PACKAGE.length), folder) : file;
}

/** The path of a file of a package that is installed beside the language or beside the engine. */
function installed(file: string, folder: string): string {
  if (isAbsolute(file)) return file;
  const places = [join(folder, 'language.json'), import.meta.url].flatMap(
    (from) => createRequire(from).resolve.paths(file) ?? [],
  );
  const found = places.map((place) => join(place, file)).find((path) => existsSync(path));
  if (!found) throw new Error(`The file ${file} of a package is not installed. Run: npm ci`);
  return found;
}
