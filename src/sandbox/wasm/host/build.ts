import type { CompiledLanguage, HostFile, HostProgram } from '../messages.ts';
import type { ToolResult } from '../thread/compile.ts';
import { areUsual, hasMain, objectOf, programOf, quickProgramOf, sourcesOf } from './commands.ts';
import { whyMissing } from './missing.ts';
import type { OnceMade } from './once-made.ts';
import type { How, Tools } from './tools.ts';

/** What became of one program. */
export interface Built {
  /** Null when the program does not compile, or when a limit ended the compile. */
  readonly module: Uint8Array | null;
  readonly exitCode: number;
  /** What the compiler and the linker printed. */
  readonly said: string;
  readonly limit: 'time' | 'starved' | 'memory' | null;
  readonly memoryBytes: number;
}

export type Sources = Pick<HostProgram, 'files' | 'compilerArgs'>;

/** Compiles each source of a program, one after another, and links the objects. Rejects when it is aborted. */
export type Build = (language: CompiledLanguage, program: Sources, how: How) => Promise<Built>;

export function createBuild(deps: {
  compilers: Tools;
  linkers: Tools;
  /** For rare arguments and programs: no thread is started in advance for these. */
  others: Tools;
  onceMade: OnceMade;
}): Build {
  const { compilers, linkers, others, onceMade } = deps;

  return async (language, program, how) => {
    const tools = areUsual(program.compilerArgs) ? compilers : others;
    const objects: Uint8Array[] = [];
    const said: string[] = [];
    let memoryBytes = 0;
    for (const [n, source] of sourcesOf(language, program.files).entries()) {
      const header = onceMade.headerFor(language, textOf(source), program.compilerArgs);
      const object = await tools.run(...objectOf(language.compile, program, [n, source], header), how);
      memoryBytes = Math.max(memoryBytes, object.memoryBytes);
      said.push(object.said);
      if (!object.made) {
        const { crash, exitCode } = object;
        const all = exitCode === 0 ? `${said.join('')}${NOTHING_MADE}` : withReason(said.join(''));
        return failed(crash === 'memory' ? crash : null, { exitCode: exitCode || 1, said: all, memoryBytes });
      }
      objects.push(object.made);
    }
    if (!objects.some(hasMain)) {
      const all = said.join('');
      return failed(null, { exitCode: 1, said: all + (IS_NOT_INT.test(all) ? OTHER_MAIN : NO_MAIN), memoryBytes });
    }
    const linked = await link(language, objects, how);
    if (!linked.made) return failed(null, { ...linked, said: withReason(linked.said), memoryBytes });
    return { module: linked.made, exitCode: 0, said: said.join(''), limit: null, memoryBytes };
  };

  async function link({ link: argv }: CompiledLanguage, objects: readonly Uint8Array[], how: How): Promise<ToolResult> {
    const { parts } = onceMade;
    const [object, ...more] = objects;
    if (object && more.length === 0) {
      const quick = await linkers.run(...quickProgramOf(argv, object, parts), how);
      if (quick.made) return quick;
    }
    return others.run(...programOf(argv, objects, parts), how);
  }
}

const NOTHING_MADE = 'error: with these arguments the compiler makes no program\n';
const IS_NOT_INT = /return type of 'main' is not 'int'/;
const OTHER_MAIN = "error: 'main' must return int: this compiler makes no program that starts with another 'main'\n";
const NO_MAIN = "error: undefined reference to 'main': the program has no function of this name to start with\n";

/** Without a module. */
export function failed(limit: Built['limit'], { exitCode, said, memoryBytes }: Omit<Built, 'module' | 'limit'>): Built {
  return { module: null, exitCode, said, limit, memoryBytes };
}

export function textOf({ bytes }: HostFile): string {
  return Buffer.from(bytes).toString('utf8');
}

function withReason(said: string): string {
  return said + whyMissing(said);
}
