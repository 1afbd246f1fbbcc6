/** A file that a program left in its folder. `name` is relative, with `/` between folders. */
export interface Artifact {
  readonly name: string;
  /** In base64, because a story travels as JSON. */
  readonly content: string;
}

/** The files that a run has left: those that are kept, and how many are not because they were too many or too large. */
export interface Artifacts {
  readonly files: readonly Artifact[];
  readonly leftOut: number;
}

/**
 * A name that can stand in a path of the API: no part is empty or begins with a dot, and there are no control
 * characters.
 */
export function isArtifactName(name: string): boolean {
  return name.isWellFormed() && !/[\p{Cc}\uFFFD\\]/u.test(name) && name.split('/').every((part) => /^[^.]/.test(part));
}

export function sizeOfArtifact({ content }: Artifact): number {
  return Buffer.byteLength(content, 'base64');
}
