import { wasmSandbox } from '../../tools/wasm-sandbox.ts';

/** Leaves in the cache what the first use of the compiler makes, for every engine that a test starts on a data folder. */
export default async function setup(): Promise<void> {
  await (await wasmSandbox()).close();
}
