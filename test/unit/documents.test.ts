import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settings } from '../../src/help.ts';
import { readAgentImage } from '../../src/languages.ts';
import { allLanguages } from '../../tools/programs.ts';
import { ROOT } from '../../tools/process.ts';

const images = [readAgentImage(), ...allLanguages.images()];
const defaults = new Map([...settings(), ...images.map(({ setting, base }) => [setting, base] as const)]);
/** The settings in docker-compose.yml: the engine's own, and those of the gateway and the servers. */
const ofTheStack = [...(await read('docker-compose.yml')).matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!);
/** Settings that start.sh makes, and that nobody sets by hand. */
const PASSWORDS = new Set(['REDIS_PASSWORD', 'POSTGRES_PASSWORD']);
/** Names in capitals that are macros of programs and not settings. */
const MACROS = ['ONLINE_JUDGE'];
/** Settings whose defaults depend on the machine or on the mode. */
const MANY_DEFAULTS = new Set(['LANES', 'PORT', 'QUEUE_MAX_MB']);
/** Files that the reader of a document makes, or a build. */
const MADE = new Set([
  'dist/main.js',
  'docker-compose.override.yml',
  'prometheus.yml',
  'alerts.yml',
  'client.mjs',
  'main.py',
]);
const OURS = /^(src|docs|docker|sandbox|frontend|test|tools|db|languages)\/|\.(ts|js|mjs|sh|bat|conf|yml|sql|c)$/;

const paths = await everyPath();
const names = paths.filter((path) => path.endsWith('.md')).map((path) => path.slice(1));
const documents = await Promise.all(names.map(async (name) => ({ name, text: await read(name) })));
const readme = documents.find(({ name }) => name === 'README.md')!.text;

describe('the stack', () => {
  it('passes each setting that names an image to the services', () => {
    expect(images.map(({ setting }) => setting).filter((name) => !ofTheStack.includes(name))).toEqual([]);
  });
});

describe('the documents', () => {
  it.each(documents)('$name links only to files and headings that exist', async ({ name, text }) => {
    for (const [, target = ''] of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = '', heading] = target.split('#');
      const to = file === '' ? name : join(dirname(name), file);
      expect([target, existsSync(join(ROOT, to))]).toEqual([target, true]);
      if (heading) expect(headings(await read(to))).toContain(heading);
    }
  });

  it.each(documents)('$name names only files, commands and settings that exist', async ({ text }) => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: object };
    for (const [, script] of text.matchAll(/npm run (?:-s |--silent )?([a-z][\w:-]*)/g))
      expect(Object.keys(scripts)).toContain(script);
    for (const [, file = ''] of text.matchAll(/(?:^|[`\s])(?:\.\/)?(\w[\w./-]*\w)[`\s]/gm))
      if (OURS.test(file) && !MADE.has(file))
        expect([file, paths.some((path) => path.endsWith(`/${file}`))]).toEqual([file, true]);
    for (const [, name = ''] of text.matchAll(/`([A-Z]+_[A-Z_]+)[`=]/g))
      expect([...defaults.keys(), ...ofTheStack, ...MACROS]).toContain(name);
  });

  it('name in README every setting of the engine and of the stack', () => {
    const settable = [...defaults.keys(), ...ofTheStack].filter((name) => !PASSWORDS.has(name));
    expect(settable.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });

  it('give each numeric default in README', () => {
    let count = 0;
    for (const [, first = '', usual = ''] of readme.matchAll(/^\| (`[A-Z_`, ]+`) +\| ([^|]*) \|/gm)) {
      [...first.matchAll(/`([A-Z_]+)`/g)].forEach(([, name = ''], at) => {
        const known = defaults.get(name) ?? '';
        if (!/^\d+$/.test(known) || MANY_DEFAULTS.has(name)) return;
        expect([name, usual.trim().split(/[ ,]+/)[at]]).toEqual([name, known]);
        count++;
      });
    }
    expect(count).toBeGreaterThan(5);
  });
});

/** Every file and folder of the repository, such as `/docs/clients.md`, except those that a build makes. */
async function everyPath(): Promise<string[]> {
  const made = new Set(['.git', 'data', 'dist', 'node_modules']);
  const top = (await readdir(ROOT, { withFileTypes: true })).filter(({ name }) => !made.has(name));
  const inside = top.map(async (entry) => {
    const below = entry.isDirectory() ? await readdir(join(ROOT, entry.name), { recursive: true }) : [];
    return [`/${entry.name}`, ...below.map((path) => join('/', entry.name, path))];
  });
  return (await Promise.all(inside)).flat();
}

function read(name: string): Promise<string> {
  return readFile(join(ROOT, name), 'utf8');
}

function withoutCode(text: string): string {
  return withoutBlocks(text).replace(/`[^`\n]*`/g, '');
}

function withoutBlocks(text: string): string {
  return text.replace(/^```[^]*?^```/gm, '');
}

/** The anchors of the headings, as GitHub makes them. */
function headings(text: string): string[] {
  const lines = [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, line = '']) => line.toLowerCase());
  return lines.map((line) => line.replace(/[^\w\s-]/g, '').replaceAll(' ', '-'));
}
