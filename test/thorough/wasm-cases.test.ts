import { describeCases, caseLimits } from '../contract/cases.ts';
import { wasmSandbox } from '../../tools/wasm-sandbox.ts';

/** std::format takes this compiler ten times as long as anything else. */
const limits = { ...caseLimits, compileMs: 100_000 };

describeCases('WebAssembly', 'wasm', () => wasmSandbox(limits));
