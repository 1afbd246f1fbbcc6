import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Editor, Errors, pattern } from './domain/editor.ts';

/** The id of a language: the name of its folder. */
export const ID = /^[a-z][a-z0-9]{0,19}$/;
const words = z.array(z.string().min(1));
/**
 * The words of a command. `{main}` stands for the main file, `{sources}` for all files that are compiled, `{headers}`
 * for precompiled headers that fit, `{compiler_args}` for the caller's own. The arguments of a run come last. In `prepare`
 * `{memory_bytes}` stands for the memory of a run.
 */
const argv = words.min(1);
/** An official image, and the setting that names another one. */
const baseImage = z.string().min(1);
const imageSetting = z.string().regex(/^[A-Z][A-Z0-9_]*_IMAGE$/, 'must be the name of a setting such as MINE_IMAGE');

/** The memory in which the smallest program starts, where that is more than LEAST has. */
const leastMemoryMb = z.int().min(1).optional();

const DockerRuntime = z.strictObject({
  /** What runs programs of the language, until the sandbox knows the version as well. */
  implementation: z.string().min(1),
  /** What is missing in this sandbox, or different from elsewhere. */
  notes: z.string().min(1).optional(),
  /** The official image that the language's own begins with. Absent where it shares another's. */
  image: baseImage.optional(),
  /** The setting that names another image; `<ID>_IMAGE` by default. */
  imageSetting: imageSetting.optional(),
  /** The setting with names of packages, which the Dockerfile gets as PACKAGES. */
  packagesSetting: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*_PACKAGES$/, 'must be the name of a setting such as MINE_PACKAGES')
    .optional(),
  /** Prints implementation and version in one line. */
  version: argv,
  compile: argv.optional(),
  run: argv,
  /**
   * Started before the source arrives, which it reads as its main file. In a language with `compile` this is the
   * compiler: it ends, or it stops itself (SIGSTOP) and runs what it has compiled when it is continued.
   */
  prepare: argv.optional(),
  env: z.record(z.string(), z.string()).optional(),
  /** Further variables of interactive programs. */
  interactiveEnv: z.record(z.string(), z.string()).optional(),
  leastMemoryMb,
  /** Precompiled headers: the folder in the image, and the list of sets beside the Dockerfile. */
  headers: z.strictObject({ folder: z.string(), sets: z.string() }).optional(),
  /**
   * A sentence below stderr of a compiler, or of a program that fails: that of the first pattern that matches, in upper
   * or lower case. `$<name>` stands for a group of the pattern.
   */
  hints: z.array(z.strictObject({ pattern, hint: z.string().min(1) })).default([]),
});

/** A path in an npm package, or in the language's folder where it begins with `./`. */
const wasmFile = z.string().regex(/^(\.\/|@[\w.-]+\/[\w.-]+\/|[\w.-]+\/)[\w./@-]+$/, 'must be package/path or ./path');
/** A path in the language's folder. */
const ownFile = z.string().min(1);

const WasmInterpreter = z.strictObject({
  /** A WASI command that reads source code. */
  module: wasmFile,
  /**
   * JavaScript for a module that imports more than WASI or is no command: its function `connect` returns the imports
   * and starts the module. Programs could attack this code, so it only carries values between module and engine.
   */
  host: ownFile.optional(),
  /** CommonJS modules that `host` uses, outside of the sandbox, by the names under which `connect` gets them. */
  trusted: z.record(z.string(), wasmFile).default({}),
  run: argv,
  env: z.record(z.string(), z.string()).default({}),
  /**
   * What the interpreter sees in `/site`: names, and their files or folders; `npm:` begins a path in an npm package.
   */
  files: z.record(z.string(), ownFile).default({}),
  /**
   * The interpreter starts before there is a program. When it is ready it asks whether `/site/.program` exists; the
   * file has the main file's name and the arguments, each with a NUL after it. Asking for `/site/.sleep/<n>` waits for
   * n microseconds. Asking for `/site/.stdout/<address>/<address>` says where the pointer to what stdout's buffer holds
   * is, and the number of these bytes, which has 64 bits and is -1 where there are none; the engine shows them before
   * the interpreter writes them. 0 and 0 end that.
   */
  prepared: z.boolean().default(false),
  /** A program that prints implementation and version in one line. */
  version: z.string().min(1),
  /**
   * A faster build of the interpreter, which an operator can make. Where it exists, its module replaces the other one,
   * and its variables and files are added. The files are paths in its folder.
   */
  built: z
    .strictObject({
      /** In the folder `wasm` of DATA_DIR. */
      folder: z.string().regex(ID),
      module: ownFile,
      env: z.record(z.string(), z.string()).default({}),
      files: z.record(z.string(), ownFile).default({}),
      notes: z.string().min(1).optional(),
    })
    .optional(),
});

/** The content of `image.json` beside the agent's Dockerfile. */
export const AgentFile = z.strictObject({ image: baseImage, imageSetting });

/** Clang and wasm-ld in one WASI command, and what they need. */
const WasmToolchain = z.strictObject({
  module: wasmFile,
  /** A tar file with headers and libraries, seen in `/usr`. */
  resources: wasmFile,
  /** Our own headers, by their names in `/usr/include`. */
  headers: z.record(z.string(), ownFile).default({}),
  /** A line that is inserted above the first line with this end, in a file of `/usr/include`. */
  edits: z.array(z.strictObject({ file: z.string(), above: z.string().min(1), insert: z.string() })).default([]),
  /** Objects that are made once, by their names in `/made`. */
  parts: z.record(z.string(), z.strictObject({ source: ownFile, compile: argv })).default({}),
  /**
   * A folder with these parts, as this compiler makes them of these sources, so that the first start need not make
   * them.
   */
  made: ownFile.optional(),
});

const WasmCompiler = z.strictObject({
  /** Absent where the language shares the toolchain of the language whose image it uses. */
  toolchain: WasmToolchain.optional(),
  /** The command for each source: it makes `{object}` of `{source}`. */
  compile: argv,
  /** The command that makes `{program}` of `{objects}`. */
  link: argv,
  /** Sets of headers to precompile, chosen from a list. The first one is made before any program is compiled. */
  precompiled: z.strictObject({ list: ownFile, sets: words.min(1) }).optional(),
});

const WasmRuntime = z
  .strictObject({
    implementation: z.string().min(1),
    /** What is missing in this sandbox, or different from elsewhere. */
    notes: z.string().min(1).optional(),
    leastMemoryMb,
    interpreter: WasmInterpreter.optional(),
    compiler: WasmCompiler.optional(),
  })
  .refine(({ interpreter, compiler }) => Boolean(interpreter) !== Boolean(compiler), {
    error: 'must have either an interpreter or a compiler',
  });

/** The content of `language.json`. */
export const LanguageFile = z.strictObject({
  name: z.string().min(1),
  /** The language's place: images are built, and languages offered, in this order. */
  order: z.int().default(100),
  /** `always`: sandboxes are kept warm even when nobody uses the language. */
  warm: z.enum(['always', 'lately']).default('lately'),
  /** `always`: the language is offered unless LANGUAGES says otherwise; `chosen`: only where LANGUAGES names it. */
  offered: z.enum(['always', 'chosen']).default('always'),
  aliases: words.default([]),
  /** The name of the main file in the sandbox, which appears in tracebacks and compiler errors. */
  file: z.string().regex(/^[A-Za-z0-9_]+\.[A-Za-z0-9]+$/, 'must be a file name such as main.py'),
  /** The extensions of files that the page opens as programs of this language. */
  extensions: words.min(1),
  /** The extensions of the files that the compiler is given. */
  sources: words.default([]),
  /**
   * Matches sources and compiler arguments whose compile may depend on more, such as the time, and is not used again.
   */
  compilesAnew: pattern.optional(),
  /** The language whose image is used; the language's own by default. */
  image: z.string().regex(ID).optional(),
  /** The beginning of a comment that ends with the line. */
  comment: z.string().min(1).optional(),
  editor: Editor.default({}),
  errors: Errors.default({}),
  /** Matches stderr of a program that ended because memory was refused. */
  outOfMemory: pattern.optional(),
  docker: DockerRuntime.optional(),
  wasm: WasmRuntime.optional(),
});

export type DockerRuntime = Readonly<z.infer<typeof DockerRuntime>>;
export type WasmRuntime = Readonly<z.infer<typeof WasmRuntime>>;
export type WasmInterpreter = Readonly<z.infer<typeof WasmInterpreter>>;
export type WasmToolchain = Readonly<z.infer<typeof WasmToolchain>>;

/** Reads a JSON file. Throws an Error that names the file and the wrong field. */
export function readChecked<Type extends z.ZodType>(path: string, type: Type): z.infer<Type> {
  const parsed = type.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${path}: ${issue.path.join('.')}: ${issue.message}`).join('\n'));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : 'cannot be read'}`, { cause });
  }
}
