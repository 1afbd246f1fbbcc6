// Whether two values are alike in all that they hold.
module.exports = { isEqual };

function isEqual(a, b, isStrict, seen = new Map()) {
  if (Object.is(a, b)) return true;
  // eslint-disable-next-line eqeqeq -- what `assert.deepEqual` does
  if (!isObject(a) || !isObject(b))
    return !isStrict && !isObject(a) && !isObject(b) && (a == b || (a !== a && b !== b));
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (isStrict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const inner = (x, y) => isEqual(x, y, isStrict, seen);
  if (a instanceof Date || b instanceof Date)
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  if (a instanceof RegExp) return String(a) === String(b);
  if (a instanceof Error && (a.name !== b.name || a.message !== b.message)) return false;
  if (a instanceof Map)
    return (
      b instanceof Map &&
      a.size === b.size &&
      [...a].every(
        ([key, value]) =>
          hasLike(b.keys(), key, inner) && inner(value, b.has(key) ? b.get(key) : valueLike(b, key, inner)),
      )
    );
  if (a instanceof Set)
    return (
      b instanceof Set &&
      a.size === b.size &&
      [...a].every((value) => b.has(value) || hasLike(b.values(), value, inner))
    );
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return keys.length === others.length && keys.every((key) => Object.hasOwn(b, key) && inner(a[key], b[key]));
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function hasLike(values, wanted, inner) {
  return [...values].some((value) => inner(value, wanted));
}

function valueLike(map, wanted, inner) {
  return [...map].find(([key]) => inner(key, wanted))?.[1];
}
