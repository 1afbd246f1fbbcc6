import type { ToolRun } from '../thread/compile.ts';

/** The commands of the compiler and the linker. */

/** What GCC says of a program and goes on: a warning, or nothing. Clang refuses the program, or warns of what is usual. */
const AS_GCC = {
  c: [
    'implicit-function-declaration',
    'implicit-int',
    'int-conversion',
    'incompatible-pointer-types',
    'incompatible-function-pointer-types',
    'return-mismatch',
  ].map((name) => `-Wno-error=${name}`),
  cpp: [
    '-Wno-error=c++11-narrowing',
    '-Wno-error=reserved-user-defined-literal',
    '-Wno-register',
    '-Wno-vla-cxx-extension',
  ],
  both: ['-Wno-unknown-pragmas'],
};
/** What C++17 and C++20 took out of the library, and GCC's still has. */
const STILL_THERE = [
  'CXX17_REMOVED_AUTO_PTR',
  'CXX17_REMOVED_BINDERS',
  'CXX17_REMOVED_RANDOM_SHUFFLE',
  'CXX17_REMOVED_UNARY_BINARY_FUNCTION',
  'CXX20_REMOVED_BINDER_TYPEDEFS',
  'CXX20_REMOVED_NEGATORS',
  'CXX20_REMOVED_RAW_STORAGE_ITERATOR',
  'CXX20_REMOVED_SHARED_PTR_UNIQUE',
  'CXX20_REMOVED_TEMPORARY_BUFFER',
  'CXX20_REMOVED_TYPE_TRAITS',
  'CXX20_REMOVED_UNCAUGHT_EXCEPTION',
].map((name) => `-D_LIBCPP_ENABLE_${name}`);
const COMMON = [
  '-O1',
  '-mllvm',
  '-wasm-enable-sjlj',
  '-mllvm',
  '-wasm-use-legacy-eh=true',
  '-DONLINE_JUDGE',
  '-D_WASI_EMULATED_SIGNAL',
  '-D_WASI_EMULATED_PROCESS_CLOCKS',
  '-D_WASI_EMULATED_MMAN',
  '-D_WASI_EMULATED_GETPID',
  ...AS_GCC.both,
];
export const C = ['clang', '-std=gnu17', ...COMMON, ...AS_GCC.c];
export const CPP = ['clang++', '-fwasm-exceptions', '-std=gnu++20', ...COMMON, ...AS_GCC.cpp, ...STILL_THERE];
/** In our folder of assets; in the library's folder `bits` for the compiler. */
export const OWN_HEADERS = ['stdc++.h', 'bitset.h'];
export const HEADER = ['-Xclang', '-fno-pch-timestamp', '-fpch-instantiate-templates', '-x', 'c++-header', '/header.h'];

const LIBRARIES = '/usr/lib/wasm32-wasip1';
/** Up to 8 MiB of stack, as programs have elsewhere; it lies below the data, so that an overflow is a fault. */
const LINK = [
  '-L',
  LIBRARIES,
  '--stack-first',
  '-z',
  'stack-size=8388608',
  '--export-if-defined=fflush',
  '--export=__stack_pointer',
  '--export=heap_end',
  '--export=heap_refused',
];
const LINK_WITH = [
  '-lwasi-emulated-signal',
  '-lwasi-emulated-process-clocks',
  '-lwasi-emulated-mman',
  '-lwasi-emulated-getpid',
  '-lsetjmp',
  '-lc-printscan-long-double',
  '-lc',
  '/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a',
];

export interface PrecompiledHeader {
  readonly text: Uint8Array;
  readonly precompiled: Uint8Array;
}

/** Compiles a source: as GCC names it, and with the precompiled header that fits. */
export function objectOf(language: string, code: string, header: PrecompiledHeader | undefined): ToolRun {
  const source = new TextEncoder().encode(code);
  if (language === 'c') {
    return { argv: [...C, '-c', 'main.c', '-o', 'main.o'], files: { '/main.c': source }, output: '/main.o' };
  }
  return {
    argv: [...CPP, ...(header ? ['-include-pch', '/header.pch'] : []), '-c', 'main.cpp', '-o', 'main.o'],
    files: { '/main.cpp': source, ...(header && { '/header.pch': header.precompiled, '/header.h': header.text }) },
    output: '/main.o',
  };
}

/** Links it with our own parts and the libraries. C++ starts in a part of its own, which sees the exceptions that nothing catches. */
export function programOf(language: string, object: Uint8Array, parts: ReadonlyMap<string, Uint8Array>): ToolRun {
  const own = { '/main.o': object, '/runtime.o': parts.get('runtime')! };
  const [start, libraries, files] =
    language === 'cpp'
      ? ['/exceptions.o', ['-lc++', '-lc++abi'], { ...own, '/exceptions.o': parts.get('exceptions')! }]
      : [`${LIBRARIES}/crt1-command.o`, [], own];
  return {
    argv: ['wasm-ld', '-o', '/main', ...LINK, start, '/main.o', '/runtime.o', ...libraries, ...LINK_WITH],
    files,
    output: '/main',
  };
}

/** An object that has a function `main` names it as one of these, by its parameters. */
export function hasMain(object: Uint8Array): boolean {
  const bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength);
  return ['__main_void', '__main_argc_argv', '__original_main'].some((name) => bytes.includes(name));
}
