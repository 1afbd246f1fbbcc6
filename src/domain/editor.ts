import { z } from 'zod';

/**
 * A JavaScript regular expression. It searches the output of programs and texts of strangers, so it must take time in
 * proportion to the text: begin it with `^`, with letters, or with a look behind, and repeat nothing that has, inside
 * or beside it, a repetition of the same characters.
 */
export const pattern = z.string().refine(isPattern, { error: 'must be a regular expression' });

const words = z
  .string()
  .regex(/^\S+( \S+)*$/, 'must be words with a space between')
  .meta({ description: 'With a space between them' });

/** What an editor needs to know of a language. Every field may be absent. */
export const Editor = z.strictObject({
  /**
   * `python` is @codemirror/lang-python; `javascript?typescript` is @codemirror/lang-javascript with that option; `clike/kotlin`
   * is what @codemirror/legacy-modes/mode/clike exports as kotlin.
   */
  grammar: z
    .string()
    .regex(/^[a-z][\w-]*([/?][A-Za-z]\w*)?$/, 'must be a name such as python or clike/kotlin')
    .optional()
    .meta({ description: 'Of CodeMirror; an editor that does not know it shows plain text' }),
  /** Whether the grammar itself proposes names: keywords, and names in scope. */
  namesFromGrammar: z.boolean().optional(),
  words: words.optional(),
  /** A name, its kind, and the text, in which `${name}` is a field. */
  snippets: z.array(z.tuple([z.string(), z.string(), z.string()])).optional(),
  /** Matches code that reads stdin. */
  reads: pattern.optional(),
  /** Matches other code that reads stdin, and that reports itself when there is no input. */
  asks: pattern.optional(),
  /** Matches code of this language, and of no other: all of the patterns must match. */
  looksLike: z.array(pattern).min(1).optional(),
});
export type Editor = Readonly<z.infer<typeof Editor>>;

/**
 * How the errors of a language point at lines. A place with a `file` counts if that is the main file. The groups of
 * each pattern are `line` and, where they exist, `file` and `column`.
 */
export const Errors = z.strictObject({
  /** Any place in the output that names a line. */
  place: withGroups('line').optional(),
  /** A message of the compiler, with the groups severity (error, warning, note) and text as well. */
  message: withGroups('line', 'text').optional(),
  /** A call that led to an error of the running program. */
  frame: withGroups('line').optional(),
  /** Whether the first or the last frame is where the error was; the first by default. */
  innermost: z.enum(['first', 'last']).optional(),
  /** The error itself: the group `text`, in one line. */
  thrown: withGroups('text').optional(),
  /** Matches stderr of a program that was refused before it ran. */
  refused: pattern.optional(),
  /** Matches the end of stderr when the program asked for input that was not there. */
  endOfInput: pattern.optional(),
});
export type Errors = Readonly<z.infer<typeof Errors>>;

function withGroups(...names: string[]) {
  const missing = (text: string) => names.filter((name) => !text.includes(`(?<${name}>`));
  return pattern.refine((text) => missing(text).length === 0, {
    error: ({ input }) => `must have the group ${missing(String(input)).join(', ')}, as in (?<line>\\d+)`,
  });
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'm');
    return true;
  } catch {
    return false;
  }
}
