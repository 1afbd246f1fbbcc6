import type { Language } from '../../languages.ts';

/**
 * The language's sentence about a message of its compiler, or of a program that failed; undefined where it has none.
 */
export function hintFor({ docker }: Language, text: string): string | undefined {
  for (const { pattern, hint } of docker?.hints ?? []) {
    const [found] = new RegExp(pattern, 'im').exec(text) ?? [];
    if (found !== undefined) return found.replace(new RegExp(pattern, 'im'), hint);
  }
  return undefined;
}
