import { describeSandbox } from '../contract/sandbox.ts';
import { wasmSandbox } from '../support/wasm-sandbox.ts';

describeSandbox('WebAssembly', wasmSandbox);
