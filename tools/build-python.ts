// npm run build:python: builds a faster Python for the WebAssembly sandbox in a container, and puts it into DATA_DIR.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_LANGUAGES } from '../src/languages.ts';
import { CannotRun, print, runCommand } from './command.ts';

const HELP = `npm run build:python -- [--image debian:trixie]

Builds CPython for WebAssembly, optimised, from Debian's sources with Debian's compilers: in a container of Docker's, which has
the network of this machine. That takes ten minutes or more, and 2 GB of disk, which "docker image rm codeengine-python-wasi"
frees. What is made, some 20 MB, is put into DATA_DIR (./data). An engine that runs programs in WebAssembly uses it from its
next start on; without the folder wasm/python it uses the usual Python again.

  --image   an image of Debian 13        debian:trixie`;

const IMAGE = 'codeengine-python-wasi';
const FOLDER = join(OWN_LANGUAGES, 'python/wasm/build');
const options = { image: { type: 'string', default: 'debian:trixie' } } as const;

process.exitCode = await runCommand({ help: HELP, options }, async ({ image }) => {
  docker(['build', '--network', 'host', '--tag', IMAGE, '--build-arg', `BASE_IMAGE=${image}`, FOLDER]);
  const into = join(process.env['DATA_DIR'] ?? './data', 'wasm', 'python');
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const container = docker(['create', IMAGE, 'true'], 'pipe').trim();
  try {
    docker(['cp', `${container}:/made/.`, into]);
  } finally {
    docker(['rm', container], 'pipe');
  }
  return print(`${readdirSync(into).join(' and ')} are in ${into}: the engine uses them from its next start on.`, 0);
});

function docker(args: readonly string[], stdout: 'pipe' | 'inherit' = 'inherit'): string {
  try {
    return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', stdout, 'inherit'] }) ?? '';
  } catch (error) {
    throw new CannotRun(`The build failed: ${(error as Error).message}`);
  }
}
