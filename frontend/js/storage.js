// Runs before the page is painted: the namespace that all files share, what this browser remembers, and its theme.
const ide = {};

/** Values of this page, as JSON. Where the browser forbids storage the page works, and forgets. */
ide.createStore = (area) => ({
  get(name) {
    try {
      return JSON.parse(area().getItem(`codeengine:${name}`)) ?? undefined;
    } catch {
      return undefined;
    }
  },
  /** Says whether it is kept: a browser that is full, or forbids it, keeps nothing. */
  set(name, value) {
    try {
      if (value === undefined) area().removeItem(`codeengine:${name}`);
      else area().setItem(`codeengine:${name}`, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  /** The values whose names begin so. */
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
/** This tab's own; it survives a reload. */
ide.tab = ide.createStore(() => sessionStorage);

document.documentElement.dataset.theme = ide.browser.get('theme') ?? 'system';
