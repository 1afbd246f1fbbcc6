import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Editor, Errors, pattern } from './domain/editor.ts';

/** Of a language: the name of its folder. */
export const ID = /^[a-z][a-z0-9]{0,19}$/;
const words = z.array(z.string().min(1));
/**
 * A command's words. `{main}` stands for the main file, `{sources}` for every file that is compiled, `{compiler_args}` for
 * the caller's own arguments, `{headers}` for precompiled headers that fit. The arguments of a run come after its last word.
 */
const argv = words.min(1);
/** An official image, and the setting that names another one. */
const baseImage = z.string().min(1);
const imageSetting = z.string().regex(/^[A-Z][A-Z0-9_]*_IMAGE$/, 'must be the name of a setting such as MINE_IMAGE');

/** Memory in which its smallest program starts, where that is more than LEAST has. */
const leastMemoryMb = z.int().min(1).optional();

const DockerRuntime = z.strictObject({
  /** What runs it, until the sandbox knows the version as well. */
  implementation: z.string().min(1),
  /** What a program may miss there, or what else is unlike elsewhere. */
  notes: z.string().min(1).optional(),
  /** The official image that the language's own is built from. Absent where it shares another language's. */
  image: baseImage.optional(),
  /** The setting that names another image; `<ID>_IMAGE` unless it says otherwise. */
  imageSetting: imageSetting.optional(),
  /** The setting with names of packages, which the Dockerfile is given as PACKAGES. */
  packagesSetting: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*_PACKAGES$/, 'must be the name of a setting such as MINE_PACKAGES')
    .optional(),
  /** Prints implementation and version in one line. */
  version: argv,
  compile: argv.optional(),
  run: argv,
  /**
   * Started before the source arrives, which it reads as its main file. Of a language that has `compile` it is the
   * compiler: it ends, or it stops itself (SIGSTOP) and runs what it has compiled once it is continued.
   */
  prepare: argv.optional(),
  env: z.record(z.string(), z.string()).optional(),
  /** Further variables of interactive programs. */
  interactiveEnv: z.record(z.string(), z.string()).optional(),
  leastMemoryMb,
  /** Precompiled headers: the folder in the image, and the list of sets beside the Dockerfile. */
  headers: z.strictObject({ folder: z.string(), sets: z.string() }).optional(),
  /**
   * A sentence below what a compiler, or a program that exits with a code other than 0, said at the end of stderr and that
   * matches: the first that does, whatever the case. `$<name>` stands for a group of it.
   */
  hints: z.array(z.strictObject({ pattern, hint: z.string().min(1) })).default([]),
});

/** A path in an npm package, or in the language's folder where it begins with `./`. */
const wasmFile = z.string().regex(/^(\.\/|@[\w.-]+\/[\w.-]+\/|[\w.-]+\/)[\w./@-]+$/, 'must be package/path or ./path');
/** A path in the language's folder. */
const ownFile = z.string().min(1);

const WasmInterpreter = z.strictObject({
  /** A WASI command that reads source. */
  module: wasmFile,
  /**
   * Our JavaScript for a module that imports more than WASI, or is no command: its function `connect` gives what is
   * imported, and starts it. It works beside the program, so it does nothing but carry values between the two.
   */
  host: ownFile.optional(),
  /** CommonJS modules that work for it, outside of the wall, by the names that it knows them by. */
  trusted: z.record(z.string(), wasmFile).default({}),
  run: argv,
  env: z.record(z.string(), z.string()).default({}),
  /** What it sees in `/site`: names there, and the files or folders they are; `npm:` begins a path in an npm package. */
  files: z.record(z.string(), ownFile).default({}),
  /**
   * It is started before there is a program: once it is ready it asks whether `/site/.program` exists, and finds there
   * the main file's name and the arguments, each ended by a NUL. `/site/.sleep/<n>` lets it wait for n microseconds. With
   * `/site/.stdout/<address>/<address>` it says where the pointer to what its stdout holds is, and the number of those
   * bytes, of 64 bits and -1 where there are none: they are told although it does not write them. 0 and 0 end that.
   */
  prepared: z.boolean().default(false),
  /** A program that prints implementation and version in one line. */
  version: z.string().min(1),
  /**
   * A faster build, which an operator can make: where it is, its module stands for the other, and its variables and files,
   * which are paths in its folder, are added.
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

/** What `image.json` beside the agent's Dockerfile says. */
export const AgentFile = z.strictObject({ image: baseImage, imageSetting });

/** Clang and wasm-ld in one WASI command, and what they need. */
const WasmToolchain = z.strictObject({
  module: wasmFile,
  /** A tar file with headers and libraries, seen in `/usr`. */
  resources: wasmFile,
  /** Our own headers, by their names in `/usr/include`. */
  headers: z.record(z.string(), ownFile).default({}),
  /** A line put above the first one that ends so, in a file of `/usr/include`. */
  edits: z.array(z.strictObject({ file: z.string(), above: z.string().min(1), insert: z.string() })).default([]),
  /** Objects that are made once, by their names in `/made`. */
  parts: z.record(z.string(), z.strictObject({ source: ownFile, compile: argv })).default({}),
  /** A folder with parts as this very compiler makes them of these sources, so that no start has to. */
  made: ownFile.optional(),
});

const WasmCompiler = z.strictObject({
  /** Absent where it shares that of the language whose image it runs in. */
  toolchain: WasmToolchain.optional(),
  /** Done for each of the sources: `{source}` becomes `{object}`. */
  compile: argv,
  /** `{objects}` become `{program}`. */
  link: argv,
  /** Sets of headers that are precompiled: those that are chosen of a list, the first one before anything is compiled. */
  precompiled: z.strictObject({ list: ownFile, sets: words.min(1) }).optional(),
});

const WasmRuntime = z
  .strictObject({
    implementation: z.string().min(1),
    /** What a program may miss there. */
    notes: z.string().min(1).optional(),
    leastMemoryMb,
    interpreter: WasmInterpreter.optional(),
    compiler: WasmCompiler.optional(),
  })
  .refine(({ interpreter, compiler }) => Boolean(interpreter) !== Boolean(compiler), {
    error: 'must have either an interpreter or a compiler',
  });

/** What `language.json` may say. */
export const LanguageFile = z.strictObject({
  name: z.string().min(1),
  /** Its place among the others: images are made, and languages offered, in this order. */
  order: z.int().default(100),
  /** `always`: sandboxes are kept ready whether it is asked for or not. */
  warm: z.enum(['always', 'lately']).default('lately'),
  /** Whether it is offered unless somebody chooses languages. */
  offered: z.enum(['always', 'chosen']).default('always'),
  aliases: words.default([]),
  /** Name of the main file inside the sandbox; it appears in tracebacks and compiler errors. */
  file: z.string().regex(/^[A-Za-z0-9_]+\.[A-Za-z0-9]+$/, 'must be a file name such as main.py'),
  /** Of files that somebody opens as a program in this language. */
  extensions: words.min(1),
  /** Of the files that are handed to the compiler. */
  sources: words.default([]),
  /**
   * A compile of sources, or with arguments, that match may see more than these, such as the time: what it made serves
   * no later one.
   */
  compilesAnew: pattern.optional(),
  /** The language whose image it runs in; its own unless it says otherwise. */
  image: z.string().regex(ID).optional(),
  /** What begins a comment that ends with its line. */
  comment: z.string().min(1).optional(),
  editor: Editor.default({}),
  errors: Errors.default({}),
  /** What stderr shows of a program that ended because memory was refused. */
  outOfMemory: pattern.optional(),
  docker: DockerRuntime.optional(),
  wasm: WasmRuntime.optional(),
});

export type DockerRuntime = Readonly<z.infer<typeof DockerRuntime>>;
export type WasmRuntime = Readonly<z.infer<typeof WasmRuntime>>;
export type WasmInterpreter = Readonly<z.infer<typeof WasmInterpreter>>;
export type WasmToolchain = Readonly<z.infer<typeof WasmToolchain>>;

/** Reads a file of JSON; throws an Error that names file and field where something is wrong in it. */
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
