import type { Language } from '../../languages.ts';

/** The language's sentence about what a compiler or a program that failed has said; undefined where it has none. */
export function hintFor({ docker }: Language, said: string): string | undefined {
  for (const { pattern, hint } of docker?.hints ?? []) {
    const [found] = new RegExp(pattern, 'im').exec(said) ?? [];
    if (found !== undefined) return found.replace(new RegExp(pattern, 'im'), hint);
  }
  return undefined;
}
