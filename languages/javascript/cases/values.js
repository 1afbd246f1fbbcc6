// {"want":["completed"],"stdout_is":"ok\n","stderr_is":"","about":"how values are shown: nested, long, with classes, maps, sets, errors, dates, buffers and promises"}
const { deepStrictEqual, strictEqual } = require('assert');
const { inspect, format } = require('util');
class Point {
  constructor(x, y) {
    Object.assign(this, { x, y });
  }
  get length() {
    return Math.hypot(this.x, this.y);
  }
}
const circle = { name: 'c' };
circle.self = circle;
const shown = [
  [[-0, 1.5, 10n, 'it', null, undefined], "[ -0, 1.5, 10n, 'it', null, undefined ]"],
  [[true, NaN, Symbol('s')], '[ true, NaN, Symbol(s) ]'],
  [{ a: { b: { c: { d: 1 } } }, 'two words': [] }, "{ a: { b: { c: [Object] } }, 'two words': [] }"],
  [new Map([['a', { b: [1] }]]), "Map(1) { 'a' => { b: [ 1 ] } }"],
  [new Set([1, 'x']), "Set(2) { 1, 'x' }"],
  [new Point(3, 4), 'Point { x: 3, y: 4 }'],
  [circle, "<ref *1> { name: 'c', self: [Circular *1] }"],
  [[, 1, , ,], '[ <1 empty item>, 1, <2 empty items> ]'],
  [{ f() {}, g: () => 1, h: class Q extends Point {} }, '{ f: [Function: f], g: [Function: g], h: [class Q extends Point] }'],
  [{ get a() { return 1; }, set b(_) {} }, '{ a: [Getter], b: [Setter] }'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [/a+/g, '/a+/g'],
  [new Uint8Array([1, 2]), 'Uint8Array(2) [ 1, 2 ]'],
  [Buffer.from('hé'), '<Buffer 68 c3 a9>'],
  [Promise.resolve({ a: 1 }), 'Promise { { a: 1 } }'],
  [new Promise(() => {}), 'Promise { <pending> }'],
  [Object.create(null), '[Object: null prototype] {}'],
  [["it's", 'q"q', 'two\nlines'], `[ "it's", 'q"q', 'two\\nlines' ]`],
  [new Proxy({ a: 1 }, {}), '{ a: 1 }'],
];
for (const [value, text] of shown) strictEqual(inspect(value), text);
strictEqual(inspect(Array.from({ length: 7 }, (_, n) => 100 + n)), '[\n  100, 101, 102,\n  103, 104, 105,\n  106\n]');
strictEqual(inspect({ long: 'x'.repeat(50), other: 'y'.repeat(40) }), `{\n  long: '${'x'.repeat(50)}',\n  other: '${'y'.repeat(40)}'\n}`);
strictEqual(inspect(new Array(200).fill(7)).endsWith('... 100 more items\n]'), true);
strictEqual(format('%s is %d, %i, %j and %o %%', 'Ada', 36, 36.6, { a: 1 }, [1], 'more'), "Ada is 36, 36, {\"a\":1} and [ 1, [length]: 1 ] % more");
const error = new TypeError('no cake', { cause: new Error('no flour') });
const text = inspect({ error });
strictEqual(text.includes('TypeError: no cake\n'), true);
strictEqual(text.includes('[cause]: Error: no flour\n'), true);
strictEqual(/\n {4}at Object\.<anonymous> \(\/work\/main\.js:40:\d+\)/.test(error.stack), true);
class Wrong extends Error {
  name = 'Wrong';
}
strictEqual(new Wrong('x').stack.split('\n').length > 1 && String(new Wrong('x')), 'Wrong: x');
deepStrictEqual(structuredClone(new Map([[1, { a: [new Date(0)] }]])), new Map([[1, { a: [new Date(0)] }]]));
console.log('ok');
