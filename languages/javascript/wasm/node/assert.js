// Assertions.
const { inspect } = require('util');
const { isEqual } = require('equal');

class AssertionError extends Error {
  constructor({ message, actual, expected, operator }) {
    super(message);
    Object.assign(this, { code: 'ERR_ASSERTION', generatedMessage: true, actual, expected, operator });
  }
}
Object.defineProperty(AssertionError.prototype, 'name', {
  value: 'AssertionError',
  writable: true,
  configurable: true,
});

function fail(message, usual, details = {}) {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message: message ?? usual, ...details });
}

function assert(value, message) {
  if (!value)
    fail(message, 'The expression evaluated to a falsy value', { actual: value, expected: true, operator: '==' });
}

/** A check of two values: `isRight` decides, `text` stands between them in the message. */
function compare(operator, isRight, text) {
  return (actual, expected, message) => {
    if (isRight(actual, expected)) return;
    fail(message, `${text}\n\n${inspect(actual)} ${operator} ${inspect(expected)}\n`, { actual, expected, operator });
  };
}

const loosely = (a, b) => a == b || (a !== a && b !== b); // eslint-disable-line eqeqeq -- what `assert.equal` does
Object.assign(assert, {
  AssertionError,
  ok: assert,
  fail: (message) => fail(message, 'Failed'),
  equal: compare('==', loosely, 'Expected values to be loosely equal:'),
  notEqual: compare('!=', (a, b) => !loosely(a, b), 'Expected values to be unequal:'),
  strictEqual: compare('!==', Object.is, 'Expected values to be strictly equal:'),
  notStrictEqual: compare('===', (a, b) => !Object.is(a, b), 'Expected "actual" to be strictly unequal to "expected":'),
  deepEqual: compare('deepEqual', (a, b) => isEqual(a, b, false), 'Expected values to be loosely deep-equal:'),
  deepStrictEqual: compare(
    'deepStrictEqual',
    (a, b) => isEqual(a, b, true),
    'Expected values to be strictly deep-equal:',
  ),
  notDeepStrictEqual: compare(
    'notDeepStrictEqual',
    (a, b) => !isEqual(a, b, true),
    'Expected "actual" not to be strictly deep-equal to:',
  ),
  notDeepEqual: compare(
    'notDeepEqual',
    (a, b) => !isEqual(a, b, false),
    'Expected "actual" not to be loosely deep-equal to:',
  ),
  match: compare('match', (text, pattern) => pattern.test(text), 'The input did not match the regular expression:'),
  throws(call, expected, message) {
    const thrown = errorOf(call);
    if (!thrown) fail(typeof expected === 'string' ? expected : message, 'Missing expected exception.');
    check(thrown.error, expected);
  },
  doesNotThrow(call) {
    const thrown = errorOf(call);
    if (thrown) fail(undefined, `Got unwanted exception.\nActual message: "${thrown.error?.message}"`);
  },
  async rejects(promise, expected) {
    try {
      await (typeof promise === 'function' ? promise() : promise);
    } catch (error) {
      return check(error, expected);
    }
    fail(undefined, 'Missing expected rejection.');
  },
});
assert.strict = Object.assign((...given) => assert(...given), assert, {
  equal: assert.strictEqual,
  deepEqual: assert.deepStrictEqual,
  notEqual: assert.notStrictEqual,
});
module.exports = assert;

function errorOf(call) {
  try {
    call();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** Throws the error where it is not the one that is expected. */
function check(error, expected) {
  if (expected instanceof RegExp) return assert.match(String(error), expected);
  if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected)) {
      if (value instanceof RegExp && typeof error[key] === 'string') assert.match(error[key], value);
      else assert.deepStrictEqual(error[key], value);
    }
    return;
  }
  if (typeof expected !== 'function') return;
  const isClass = expected.prototype !== undefined && (expected === Error || expected.prototype instanceof Error);
  if (isClass ? !(error instanceof expected) : expected(error) !== true) throw error;
}
