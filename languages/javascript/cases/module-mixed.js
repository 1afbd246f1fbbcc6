// {"want":["completed"],"files":{"old.cjs":"exports.name = 'old'; exports.file = __filename;","new.mjs":"export default 'new'; export const n = 1; export { n as m };","data.json":"{\"a\":1}"},"stdout_is":"old /work/old.cjs new 1 lazy new function { a: 1 }\n","stderr_is":"","about":"modules of both kinds: one takes the other, at once or later"}
import old, { name } from './old.cjs';
import fresh, { m } from './new.mjs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as fs from 'fs';

const lazy = await import('./new.mjs');
const require = createRequire(import.meta.url);
console.log(name, old.file, fresh, m, 'lazy', lazy.default, typeof fs.readFileSync, require(join('/work', 'data.json')));
