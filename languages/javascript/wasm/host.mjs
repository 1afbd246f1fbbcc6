/**
 * Carries values between QuickJS, which is a library in WebAssembly, and WASI. A program reaches nothing besides WASI
 * but these functions: they make values and run code of the program, inside its own memory.
 */

/** Allows recursion as deep as in Node; the library's own stack is a quarter of this. */
const STACK_BYTES = 4 * 1024 * 1024;
/** What calls on a full stack may still need, such as those that report the error. */
const STACK_SPARE = 256 * 1024;
/** The memory that the library itself needs, and that it loses between blocks. */
const MEMORY_SPARE = 8 * 1024 * 1024;
const OUT_OF_MEMORY = 'InternalError: out of memory';
/** The message of Node. */
const SAID = '\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n';
const MODULE = 1;
/** WASI's error number for a call with values of a wrong type. */
const INVALID = 28;
const MAX_ARGUMENTS = 16;

/** `types` is a library that turns TypeScript into JavaScript, where the program's language has one. */
export function connect({ wasi, read, trusted: { types } = {} }) {
  /** The library's exports. Values of JavaScript are pointers, which whoever gets them has to free. */
  let qjs;
  /** Functions of the program's side: they resolve the name of a module, load its text, and get rejected promises. */
  let handlers = [];
  let scratch = 0;
  /** Where the message about memory is, which is made in advance because later there is no memory for it. */
  let said = 0;
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();

  const functions = {
    ...Object.fromEntries(
      Object.entries(wasi).map(([name, call]) => [name, (...given) => number(callWasi(call, given))]),
    ),
    ...(types && {
      transform: (source, file) => string(JSON.stringify(inJavaScript(types, textOf(source), textOf(file)))),
    }),
    address: (buffer) => number(qjs.qjs_get_array_buffer(buffer, scratch)),
    text: (at, length) => qjs.qjs_new_string(numberOf(at), numberOf(length)),
    bytes: (text) => withText(text, (at, length) => qjs.qjs_new_array_buffer(at, length)),
    script: (source, file) => evaluate(source, file, 0),
    module: (source, file) => evaluate(source, file, MODULE),
    stateOf: (promise) => number(qjs.qjs_promise_state(promise)),
    resultOf: (promise) => qjs.qjs_promise_result(promise),
    isProxy: (value) => number(qjs.qjs_is_proxy(value)),
    targetOf: (proxy) => qjs.qjs_get_proxy_target(proxy),
    handlers: (...given) => {
      handlers = given.map((handler) => qjs.qjs_dup_value(handler));
      return qjs.qjs_get_undefined();
    },
    /** Runs the jobs of promises until none is left. */
    jobs: () => {
      while (qjs.qjs_is_job_pending())
        if (qjs.qjs_execute_pending_job() < 0) return qjs.qjs_throw(qjs.qjs_get_exception());
      return qjs.qjs_get_undefined();
    },
    /** Limits the program's memory; the library keeps some of the rest to report that there is no more. */
    limit: () => {
      qjs.qjs_set_memory_limit(qjs.heap_limit.value - STACK_BYTES - MEMORY_SPARE);
      return qjs.qjs_get_undefined();
    },
    version: () => cString(qjs.qjs_get_quickjs_version()),
    abort: () => qjs.abort(),
  };

  return {
    imports: {
      env: {
        host_call: (name, length, _self, count, list) => {
          const given = Array.from({ length: Math.min(count, MAX_ARGUMENTS) }, (_, n) => word(list + 4 * n));
          const called = decoder.decode(new Uint8Array(qjs.memory.buffer, name, length));
          return Object.hasOwn(functions, called) ? functions[called](...given) : qjs.qjs_get_undefined();
        },
        host_interrupt: () => 0,
        host_get_timezone_offset: () => 0,
        host_module_normalize: (from, name) => copied(ask(0, cString(from), cString(name)), 0),
        host_module_load: (name, lengthAt) => copied(ask(1, cString(name)), lengthAt),
        host_promise_rejection: (promise, reason, isHandled) => {
          const result = ask(2, promise, reason, isHandled ? qjs.qjs_get_true() : qjs.qjs_get_false());
          qjs.qjs_free_value(result);
        },
      },
    },
    start(exports) {
      qjs = exports;
      qjs._initialize();
      qjs.__stack_pointer.value = (qjs.wasm_malloc(STACK_BYTES) + STACK_BYTES) & ~15;
      scratch = qjs.wasm_malloc(16);
      [said] = written(SAID);
      qjs.qjs_init();
      qjs.qjs_set_max_stack_size(STACK_BYTES - STACK_SPARE);
      qjs.qjs_set_module_loader(1);
      qjs.qjs_set_promise_rejection_handler(1);
      const boot = evaluate(string(decoder.decode(read('/site/boot.js'))), string('/site/boot.js'), 0);
      const result = call(boot, given());
      if (qjs.qjs_is_exception(result)) endWith(lastError());
    },
  };

  /** Handles an error that no handler has caught: there is one only, for want of memory. */
  function endWith(error) {
    if (!error.startsWith(OUT_OF_MEMORY)) throw new Error(`the interpreter failed: ${error}`);
    const view = new DataView(qjs.memory.buffer);
    view.setUint32(scratch, said, true);
    view.setUint32(scratch + 4, SAID.length, true);
    wasi.fd_write(2, scratch, 1, scratch + 8);
    qjs.abort();
  }

  /** An object of QuickJS with the functions. */
  function given() {
    const object = qjs.qjs_new_object();
    for (const name of Object.keys(functions)) {
      const [at, length] = written(name);
      const made = qjs.qjs_new_host_function(at, length, 0);
      qjs.qjs_set_prop_string(object, at, made);
      qjs.qjs_free_value(made);
      qjs.wasm_free(at);
    }
    return object;
  }

  function callWasi(of, given) {
    try {
      return of(...given.map((value) => (qjs.qjs_is_big_int(value) ? bigOf(value) : numberOf(value))));
    } catch (error) {
      if (error instanceof TypeError) return INVALID;
      throw error;
    }
  }

  function evaluate(source, file, kind) {
    return withText(source, (at, length) => withText(file, (name) => qjs.qjs_eval(at, length, name, kind)));
  }

  /** Calls one of the handlers, and frees the values that it was given. */
  function ask(n, ...values) {
    const result = handlers[n] ? call(handlers[n], ...values) : qjs.qjs_get_undefined();
    for (const value of values) qjs.qjs_free_value(value);
    return result;
  }

  function call(of, ...values) {
    const list = qjs.wasm_malloc(4 * values.length);
    const view = new DataView(qjs.memory.buffer);
    for (const [n, value] of values.entries()) view.setUint32(list + 4 * n, value, true);
    const self = qjs.qjs_get_undefined();
    const result = qjs.qjs_call(of, self, values.length, list);
    qjs.qjs_free_value(self);
    qjs.wasm_free(list);
    return result;
  }

  /** A string as the library needs it: a copy, which the library frees; 0 after an exception. */
  function copied(value, lengthAt) {
    const isException = qjs.qjs_is_exception(value);
    const copy = isException
      ? 0
      : withText(value, (at, length) => {
          const to = qjs.wasm_malloc(length + 1);
          qjs.memcpy(to, at, length + 1);
          if (lengthAt) new DataView(qjs.memory.buffer).setUint32(lengthAt, length, true);
          return to;
        });
    qjs.qjs_free_value(value);
    return copy;
  }

  /**
   * Calls `use` with the characters of a value, which end with a NUL, and frees them. Returns `undefined` of QuickJS
   * where the value cannot be a text.
   */
  function withText(value, use) {
    const at = qjs.qjs_get_string_len(value, scratch);
    if (!at) return qjs.qjs_get_undefined();
    try {
      return use(at, word(scratch));
    } finally {
      qjs.qjs_free_cstring(at);
    }
  }

  function textOf(value) {
    return withText(value, (at, length) => decoder.decode(new Uint8Array(qjs.memory.buffer, at, length)));
  }

  function lastError() {
    const error = qjs.qjs_get_exception();
    const [name] = written('stack');
    return `${textOf(error)}\n${textOf(qjs.qjs_get_prop_string(error, name))}`;
  }

  function string(text) {
    const [at, length] = written(text);
    const value = qjs.qjs_new_string(at, length);
    qjs.wasm_free(at);
    return value;
  }

  function written(text) {
    const bytes = encoder.encode(`${text}\0`);
    const at = qjs.wasm_malloc(bytes.length);
    new Uint8Array(qjs.memory.buffer, at, bytes.length).set(bytes);
    return [at, bytes.length - 1];
  }

  function cString(at) {
    return qjs.qjs_new_string(at, qjs.strlen(at));
  }

  function number(value) {
    return qjs.qjs_new_number(value ?? 0);
  }

  function numberOf(value) {
    return qjs.qjs_get_float64(value);
  }

  function bigOf(value) {
    qjs.qjs_get_big_int64(value, scratch, scratch + 4);
    return (BigInt(word(scratch + 4)) << 32n) | BigInt(word(scratch));
  }

  function word(at) {
    return new DataView(qjs.memory.buffer).getUint32(at, true);
  }
}

/**
 * A source as JavaScript, or the reason why it cannot be. Types are replaced by spaces where that is enough, so that
 * all places stay the same.
 */
function inJavaScript(types, source, filename) {
  const transform = { verbatimModuleSyntax: true, nativeClassProperties: true, noEmptyExport: true };
  for (const mode of ['strip-only', 'transform']) {
    try {
      return types.transformSync(source, { filename, mode, transform, sourceMap: mode === 'transform' });
    } catch (error) {
      if (error?.code === 'UnsupportedSyntax' && mode === 'strip-only') continue;
      const { message = String(error), startLine = 1, startColumn = 0 } = error ?? {};
      return { error: { message, line: startLine, column: startColumn + 1 } };
    }
  }
}
