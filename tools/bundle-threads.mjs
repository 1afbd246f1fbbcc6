// Part of npm run build: joins the modules of each thread of the WebAssembly sandbox in one file. Almost every program
// needs a new thread, and twenty separate modules would add a third to the processor time of its start. This file is
// JavaScript, because every npm start waits for it.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('../dist/sandbox/wasm/thread', import.meta.url));

await build({
  absWorkingDir: folder,
  entryPoints: ['run.js', 'compile.js'],
  outdir: '.',
  allowOverwrite: true, // what tsc has just written
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
