// {"want":["completed"],"stdout_is":"┌─────────┬───────┬─────┐\n│ (index) │ name  │ age │\n├─────────┼───────┼─────┤\n│ 0       │ 'Ada' │ 36  │\n│ 1       │ '🐎'  │     │\n└─────────┴───────┴─────┘\ngroup\n  two\n  lines\nout\nd: 1\nd: 2\n{ a: [Object] }\n","stderr_is":"warned [ 1 ]\nAssertion failed: not so\n","about":"what else console has: a table, groups, counts, depth, and stderr"}
console.table([{ name: 'Ada', age: 36 }, { name: '🐎' }]);
console.group('group');
console.log('two\nlines');
console.groupEnd();
console.info('out');
console.count('d');
console.count('d');
console.dir({ a: { b: 1 } }, { depth: 0 });
console.warn('warned', [1]);
console.assert(false, 'not so');
console.assert(true, 'so');
