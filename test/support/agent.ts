import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCES = fileURLToPath(new URL('../../sandbox/agent', import.meta.url));
const FLAGS =
  '-std=c17 -g -O1 -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer';

/**
 * Compiles the program `agent` into the folder `built`, with warnings as errors and sanitizers, and others of the same
 * sources: each has a source of its own with `main`, by its name, for which the agent's is called `agent_main`.
 */
export async function compileAgent(built: string, others: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, source] of Object.entries(others)) await writeFile(join(built, `${name}.c`), source);
  const commands = [
    `cd /tmp && ls /agent/*.c | xargs -n 1 -P "$(nproc)" gcc ${FLAGS} -c`,
    `gcc ${FLAGS} -o /built/agent *.o`,
    `gcc ${FLAGS} -Dmain=agent_main -c /agent/agent.c`,
    ...Object.keys(others).map((name) => `gcc ${FLAGS} -I/agent -o /built/${name} *.o /built/${name}.c`),
  ];
  const mounts = ['-v', `${SOURCES}:/agent:ro`, '-v', `${built}:/built`];
  const script = commands.join(' && ');
  await promisify(execFile)('docker', ['run', '--rm', ...mounts, 'gcc:13.2.0', 'sh', '-c', script]);
}
