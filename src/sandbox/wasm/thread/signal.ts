/** The signal that a native program would get for the same fault. Only V8's messages distinguish the faults. */
export function signalOf(error: unknown): string | undefined {
  if (error instanceof WebAssembly.Exception) return 'SIGABRT';
  if (error instanceof RangeError) return 'SIGSEGV'; // the stack is full
  if (!(error instanceof WebAssembly.RuntimeError)) return undefined;
  if (error.message === 'unreachable') return 'SIGABRT';
  if (/zero|overflow|unrepresentable/.test(error.message)) return 'SIGFPE';
  return 'SIGSEGV';
}
