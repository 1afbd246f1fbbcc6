// TypeScript becomes JavaScript; where a place of that was in the source.
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

module.exports = { transform };

/** Gives the code, and a function from places in it to places in the source, or none where they are the same. */
function transform(file, text) {
  const { code, map, error } = JSON.parse(host.transform(text, file));
  if (error) throw refused(file, error);
  return { code, back: map && backBy(JSON.parse(map).mappings) };
}

function refused(file, { message, line, column }) {
  const error = new SyntaxError(message);
  error.stack = `SyntaxError: ${message}\n    at ${file}:${line}:${column}`;
  return error;
}

/** Reads the mappings of a source map when they are asked for. */
function backBy(mappings) {
  let lines;
  return ({ line, column }) => {
    lines ??= decoded(mappings);
    for (let at = line - 1; at >= 0; at--) {
      const places = lines[at] ?? [];
      const place = at === line - 1 ? places.findLast(([from]) => from < column) : places.at(-1);
      if (place) return { line: place[1] + 1, column: place[2] + 1 };
    }
    return { line, column };
  };
}

/** For each line of the code: where a part of it begins, and that part's line and column in the source, counted from 0. */
function decoded(mappings) {
  let [sourceLine, sourceColumn] = [0, 0];
  return mappings.split(';').map((text) => {
    let from = 0;
    return text.split(',').flatMap((part) => {
      const [forward = 0, , lines, columns] = numbers(part);
      from += forward;
      if (lines === undefined) return [];
      sourceLine += lines;
      sourceColumn += columns;
      return [[from, sourceLine, sourceColumn]];
    });
  });
}

/** Numbers in base 64 with a sign at the end, the way of source maps. */
function numbers(text) {
  const found = [];
  let [value, shift] = [0, 0];
  for (const digit of text) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    found.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return found;
}
