import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Language, Languages } from './languages.ts';

/** Returns the languages. One for which `folder` has a faster build of its interpreter runs in that build. */
export function withBuilds(languages: Languages, folder: string): Languages {
  const all = languages.all().map((language) => withBuild(language, folder));
  const byId = new Map(all.map((language) => [language.id, language]));
  return { ...languages, all: () => all, find: (name) => byId.get(languages.find(name)?.id ?? '') };
}

function withBuild(language: Language, folder: string): Language {
  const { wasm } = language;
  const built = wasm?.interpreter?.built;
  if (!built) return language;
  const within = (file: string) => resolve(folder, built.folder, file);
  const module = within(built.module);
  const files = Object.entries(built.files).map(([seen, file]) => [seen, within(file)] as const);
  if (![module, ...files.map(([, file]) => file)].every((file) => existsSync(file))) return language;
  const { interpreter, notes } = wasm;
  return {
    ...language,
    wasm: {
      ...wasm,
      notes: built.notes ?? notes,
      interpreter: {
        ...interpreter!,
        module,
        env: { ...interpreter!.env, ...built.env },
        files: { ...interpreter!.files, ...Object.fromEntries(files) },
      },
    },
  };
}
