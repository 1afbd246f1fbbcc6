import { describeSandbox } from '../contract/sandbox.ts';
import { wasmSandbox } from '../../tools/wasm-sandbox.ts';

describeSandbox('WebAssembly', wasmSandbox);
