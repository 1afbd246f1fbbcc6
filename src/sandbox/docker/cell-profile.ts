import { readFileSync } from 'node:fs';

const DEFAULT = new URL('../../../sandbox/seccomp/default.json', import.meta.url);
/** The calls that make a room. The room's own filter refuses both again (sandbox/agent/filter.c). */
const MORE = { names: ['unshare', 'mount'], action: 'SCMP_ACT_ALLOW' };

let profile: string | undefined;

/**
 * The seccomp profile of a cell: Docker's default profile and two more calls. The text is always the same, for the
 * guard compares it.
 */
export function cellProfile(): string {
  return (profile ??= read());
}

function read(): string {
  const { syscalls, ...rest } = JSON.parse(readFileSync(DEFAULT, 'utf8')) as { syscalls: object[] };
  return JSON.stringify({ ...rest, syscalls: [...syscalls, MORE] });
}
