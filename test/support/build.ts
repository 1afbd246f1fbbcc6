import { buildEngine } from '../../tools/process.ts';

/**
 * Some parts run in threads and processes of their own, which need the built engine. Built once for all projects; with
 * BUILT=true it is there already, and others may be using it.
 */
export default async function setup(): Promise<void> {
  if (process.env['BUILT'] !== 'true') await (built ??= buildEngine());
}

let built: Promise<void> | undefined;
