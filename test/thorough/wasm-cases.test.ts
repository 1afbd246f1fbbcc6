import { describeCases, caseLimits } from '../contract/cases.ts';
import { wasmSandbox } from '../support/wasm-sandbox.ts';

describeCases('WebAssembly', 'wasm', () => wasmSandbox(caseLimits));
