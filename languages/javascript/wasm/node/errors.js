// What happens with errors that nothing catches.
const system = require('system');
const { withCode } = require('stacks');

/** What a program may have to say of such an error: whether it takes care of it. And the end of the program. */
const handlers = { uncaught: () => false, unhandled: () => false, exit: (_code) => {} };

module.exports = { uncaught, unhandled, handlers };

/** Says so and ends the program, unless it hears of such errors itself. */
function uncaught(error, origin) {
  if (handlers.uncaught(error, origin)) return;
  system.write(2, system.encode(require('report').report(error)));
  handlers.exit(1);
}

/** A promise was rejected, and nobody waits for it. */
function unhandled(reason, promise) {
  if (handlers.unhandled(reason, promise)) return;
  if (reason instanceof Error) return uncaught(reason, 'unhandledRejection');
  const text = `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${brief(reason)}".`;
  const error = withCode(new Error(text), 'ERR_UNHANDLED_REJECTION');
  error.stack = `[UnhandledPromiseRejection: ${text}]`;
  uncaught(error, 'unhandledRejection');
}

function brief(value) {
  return typeof value === 'object' && value !== null ? `#<${value.constructor?.name ?? 'Object'}>` : String(value);
}
