/** Error numbers of WASI preview 1. */
export const E = {
  ok: 0, badf: 8, exist: 20, inval: 28, isdir: 31, mfile: 33, nametoolong: 37, noent: 44, nospc: 51, nosys: 52, notdir: 54,
  notempty: 55, notsup: 58, rofs: 69, spipe: 70,
} as const; // prettier-ignore

/** Ends a call with an error number. */
export class Failure extends Error {
  readonly errno: number;
  constructor(errno: number) {
    super();
    this.errno = errno;
  }
}
