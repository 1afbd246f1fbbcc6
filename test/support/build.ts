import { buildEngine } from './process.ts';

/** Some parts run in threads and processes of their own, which need the built engine. Built once for all projects. */
export default async function setup(): Promise<void> {
  await (built ??= buildEngine());
}

let built: Promise<void> | undefined;
