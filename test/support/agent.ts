import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCES = fileURLToPath(new URL('../../sandbox/agent', import.meta.url));
const FLAGS =
  '-std=c17 -g -O1 -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer';

/**
 * Compiles programs from the agent's sources into the folder `built`, with warnings as errors and sanitizers.
 * `programs` has the arguments of GCC by the name of the program: the sources are in `/agent`, the folder is `/built`.
 */
export async function compileAgent(built: string, programs: Readonly<Record<string, string>>): Promise<void> {
  const builds = Object.entries(programs).map(([name, given]) => `gcc ${FLAGS} -o /built/${name} ${given}`);
  const mounts = ['-v', `${SOURCES}:/agent:ro`, '-v', `${built}:/built`];
  await promisify(execFile)('docker', ['run', '--rm', ...mounts, 'gcc:13.2.0', 'sh', '-c', builds.join(' && ')]);
}
