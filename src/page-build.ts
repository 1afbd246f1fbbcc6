import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../frontend/build.mjs', import.meta.url));

/**
 * Builds the page in a process of its own, as `npm run build` does. Rejects where that fails; the process has printed the
 * reason.
 */
export async function buildPage(): Promise<void> {
  const [code] = await once(spawn(process.execPath, [BUILD], { stdio: ['ignore', 'inherit', 'inherit'] }), 'exit');
  if (code !== 0) throw new Error('The page could not be built.');
}
