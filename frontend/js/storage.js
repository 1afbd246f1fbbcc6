// Runs before the page is painted: makes the namespace that all files share and the stores, and sets the theme.
const ide = {};

/** A store of values as JSON. When the browser forbids storage, the page works, and stores nothing. */
ide.createStore = (area) => ({
  get(name) {
    try {
      return JSON.parse(area().getItem(`codeengine:${name}`)) ?? undefined;
    } catch {
      return undefined;
    }
  },
  /** Stores a value; `undefined` removes it. Returns false when the storage is full or forbidden. */
  set(name, value) {
    try {
      if (value === undefined) area().removeItem(`codeengine:${name}`);
      else area().setItem(`codeengine:${name}`, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  /** The values whose names begin with `prefix`. */
  all(prefix) {
    try {
      const start = `codeengine:${prefix}`;
      return Object.keys(area()).flatMap((key) => (key.startsWith(start) ? [JSON.parse(area().getItem(key))] : []));
    } catch {
      return [];
    }
  },
});

/** Shared by all tabs of this browser. */
ide.browser = ide.createStore(() => localStorage);
/** The store of this tab, which survives a reload. */
ide.tab = ide.createStore(() => sessionStorage);

document.documentElement.dataset.theme = ide.browser.get('theme') ?? 'system';
