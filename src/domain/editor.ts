import { z } from 'zod';

/**
 * A JavaScript regular expression. It searches what programs print and what strangers share, so it must take time in
 * proportion to the text: begin it with `^`, with letters, or with a look behind, and repeat nothing that has a repetition
 * inside or beside it which takes the same characters.
 */
export const pattern = z.string().refine(isPattern, { error: 'must be a regular expression' });

const words = z
  .string()
  .regex(/^\S+( \S+)*$/, 'must be words with a space between')
  .meta({ description: 'With a space between them' });

/** What an editor needs to know of a language to help with it. Everything may be absent. */
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
  /** The grammar proposes names itself: keywords, and what is in scope. */
  namesFromGrammar: z.boolean().optional(),
  words: words.optional(),
  /** A name, what it is, and the text, where `${name}` is a field. */
  snippets: z.array(z.tuple([z.string(), z.string(), z.string()])).optional(),
  /** What code has that reads stdin. */
  reads: pattern.optional(),
  /** What else it has that reads stdin, and says so itself when there is nothing. */
  asks: pattern.optional(),
  /** What code of this language has, and that of others has not: all of the patterns match. */
  looksLike: z.array(pattern).min(1).optional(),
});
export type Editor = Readonly<z.infer<typeof Editor>>;

/**
 * How a language's errors point at lines. A place that names a `file` counts where that is the main file.
 * The groups of each pattern: `line`; and where there are such, `file`, `column`.
 */
export const Errors = z.strictObject({
  /** Any place in the output that leads to a line. */
  place: withGroups('line').optional(),
  /** A message of the compiler, with the groups severity (error, warning, note) and text as well. */
  message: withGroups('line', 'text').optional(),
  /** A call that led to an error of the running program. */
  frame: withGroups('line').optional(),
  /** Which of the frames is where the error was; the first, unless it says otherwise. */
  innermost: z.enum(['first', 'last']).optional(),
  /** What the error was: the group text, in one line. */
  thrown: withGroups('text').optional(),
  /** What stderr shows of a program that was refused before it ran. */
  refused: pattern.optional(),
  /** What stderr ends with when the program asked for input that was not there. */
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
