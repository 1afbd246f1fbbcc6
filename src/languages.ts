/** A language the engine can run. Adding a language is adding a row below (and its samples' expected behaviour to the tests). */
export interface Language {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** What runs it, by sandbox driver; its version is asked of the sandbox. */
  readonly implementation: Readonly<Record<'docker' | 'wasm', string>>;
  /** What a program may miss when it runs as WebAssembly. */
  readonly wasmNotes: string;
  /** Name the source gets inside the sandbox; it appears in tracebacks and compiler errors. */
  readonly file: string;
  /** Which sandbox image it needs. */
  readonly toolchain: 'python' | 'gcc';
  /** argv inside the sandbox's work folder; null for a language that is not compiled. */
  readonly compile: readonly string[] | null;
  readonly run: readonly string[];
  readonly sample: string;
}

const NO_THREADS = 'The WebAssembly sandbox has no threads, no processes and no sockets.';
const CPP_NOTES = `${NO_THREADS} long and pointers have 32 bits, and a null pointer can be written through.`;

export const languages: readonly Language[] = [
  {
    id: 'python',
    name: 'Python',
    aliases: ['py', 'python3'],
    implementation: { docker: 'CPython', wasm: 'CPython' },
    wasmNotes: `${NO_THREADS} There is the standard library only, and heavy computing takes about ten times as long.`,
    file: 'main.py',
    toolchain: 'python',
    compile: null,
    run: ['python', 'main.py'],
    sample: 'name = input("Who are you? ")\nprint(f"Hello, {name}!")\n',
  },
  {
    id: 'cpp',
    name: 'C++',
    aliases: ['c++'],
    implementation: { docker: 'GCC', wasm: 'Clang' },
    wasmNotes: CPP_NOTES,
    file: 'main.cpp',
    toolchain: 'gcc',
    compile: ['g++', '-std=gnu++20', '-DONLINE_JUDGE', '-Wformat', '-pipe', '-o', 'main', 'main.cpp'],
    run: ['./main'],
    sample:
      '#include <iostream>\n#include <string>\n\nint main() {\n  std::string name;\n  std::getline(std::cin, name);\n  std::cout << "Hello, " << name << "!\\n";\n}\n',
  },
  {
    id: 'c',
    name: 'C',
    aliases: [],
    implementation: { docker: 'GCC', wasm: 'Clang' },
    wasmNotes: CPP_NOTES,
    file: 'main.c',
    toolchain: 'gcc',
    compile: ['gcc', '-DONLINE_JUDGE', '-Wformat', '-pipe', '-o', 'main', 'main.c', '-lm'],
    run: ['./main'],
    sample:
      '#include <stdio.h>\n\nint main(void) {\n  char name[80];\n  if (scanf("%79s", name) == 1) printf("Hello, %s!\\n", name);\n}\n',
  },
];

/** Finds a language by id or alias, whatever the case. */
export function findLanguage(name: string): Language | undefined {
  const wanted = name.toLowerCase();
  return languages.find((language) => language.id === wanted || language.aliases.includes(wanted));
}
