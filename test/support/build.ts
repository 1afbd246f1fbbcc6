import { buildEngine } from '../../tools/process.ts';

/**
 * Builds the engine once for all projects, because threads and child processes need the built files. With BUILT=true the
 * build exists, and others may be using it.
 */
export default async function setup(): Promise<void> {
  if (process.env['BUILT'] !== 'true') await (built ??= buildEngine());
}

let built: Promise<void> | undefined;
