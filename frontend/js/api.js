// The engine's HTTP API, which is all that the page uses of the engine.

/**
 * An error response, or no response (`status` is 0). The message is a sentence for the user. `isGone` is true when the
 * engine says that it does not know the submission. `retryAfterS` is in seconds.
 */
ide.ApiError = class extends Error {
  constructor(message, { status = 0, code = 'offline', retryAfterS } = {}) {
    super(message);
    Object.assign(this, { status, code, retryAfterS, isGone: code === 'not_found' });
  }
};

/** A request fails after this time. The engine responds within 10 s. */
const ANSWER_MS = 30_000;

/** `base` is the engine's URL, without a slash at its end. All functions reject with ide.ApiError. */
ide.createApi = ({ base }) => {
  return {
    base,
    url: (path) => `${base}${path}`,
    record: (id) => ask(`/submissions/${encodeURIComponent(id)}`),
    cancel: (id) => ask(`/submissions/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    /** `message` is { text, n } or { end: true, n }. */
    answer: (id, message) => ask(`/submissions/${encodeURIComponent(id)}/input`, posting(message)),
    languages: () => askAny('/languages'),
    submit: (request, key) => askAny('/submit', posting(request, { 'Idempotency-Key': key })),
  };

  function posting(body, headers) {
    return { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
  }

  /** Requests a path that every engine has. When the path is not found, some other server answered. */
  function askAny(path, options) {
    return ask(path, options).catch((error) => {
      throw error.isGone ? noEngine() : error;
    });
  }

  async function ask(path, options) {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(`${base}${path}`, { ...options, signal }).catch(() => {
      throw new ide.ApiError('The engine cannot be reached.');
    });
    const body = await response.json().catch(() => undefined);
    if (response.ok && body) return body;
    if (response.ok || (NOT_HERE.has(response.status) && !body?.code)) throw noEngine(response.status);
    throw new ide.ApiError(body?.error ?? `The engine answered ${response.status}.`, {
      status: response.status,
      code: body?.code,
      retryAfterS: Number(response.headers.get('Retry-After')) || undefined,
    });
  }
};

/** Statuses of a server that is not an engine. Other such servers answer 200 with an HTML page. */
const NOT_HERE = new Set([404, 405]);

function noEngine(status = 404) {
  return new ide.ApiError('There is no engine at this address.', { status, code: 'no_engine' });
}

/**
 * The URL of the engine, which is the folder that the page was loaded from. A page that was opened as a file uses
 * http://localhost, or the engine that `?api=http://host:port` names.
 */
ide.apiBase = () => {
  if (location.protocol !== 'file:') return new URL('.', document.baseURI).href.replace(/\/$/, '');
  const named = new URLSearchParams(location.search).get('api') ?? '';
  return /^https?:\/\//i.test(named) ? named.replace(/\/$/, '') : 'http://localhost';
};
