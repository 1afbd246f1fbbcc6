/**
 * The precompiled header to compile a C++ source with: the largest set whose every header is among the includes that
 * the source begins with, so that it never sees a name it did not ask for. Undefined when none fits.
 */
export function precompiledFor(source: string, sets: ReadonlyMap<string, readonly string[]>): string | undefined {
  const included = leadingIncludes(source);
  const fitting = [...sets].filter(([, headers]) => headers.every((header) => included.has(header)));
  if (included.has('bits/stdc++.h')) return fitting.find(([, headers]) => headers.includes('bits/stdc++.h'))?.[0];
  return fitting.sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** The system headers included before anything else: white space, comments and other system includes. */
function leadingIncludes(source: string): Set<string> {
  const included = new Set<string>();
  const step = /\s+|\/\/[^\n\\]*(?=\n)|\/\*(?:[^*]|\*(?!\/))*\*\/|#[ \t]*include[ \t]*<([^>\n]+)>[ \t]*(?=\r?\n)/y;
  for (let match = step.exec(source); match; match = step.exec(source)) if (match[1]) included.add(match[1]);
  return included;
}
