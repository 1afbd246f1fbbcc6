import { limits, wasmSandbox } from '../../tools/wasm-sandbox.ts';
import { describeDialogues } from '../contract/dialogue.ts';

describeDialogues('wasm', (own) => wasmSandbox({ ...limits, ...own }));
