// Theme, font size, tab size, and whether files are shown: set in one small form, kept in this browser.

ide.createSettings = ({ form, onTabSize }) => {
  const { theme, fontSize, tabSize, artifacts } = form.elements;
  theme.value = ide.browser.get('theme') ?? 'system';
  fontSize.value = ide.browser.get('fontSize') ?? 14;
  tabSize.value = ide.browser.get('tabSize') ?? 4;
  artifacts.checked = ide.browser.get('artifacts') ?? true;
  form.addEventListener('change', apply);
  apply();

  /** Whether the files that a program leaves are asked for. */
  return { artifacts: () => artifacts.checked };

  function apply() {
    ide.browser.set('theme', theme.value);
    ide.browser.set('fontSize', Number(fontSize.value));
    ide.browser.set('tabSize', Number(tabSize.value));
    ide.browser.set('artifacts', artifacts.checked);
    document.documentElement.dataset.theme = theme.value;
    document.documentElement.style.setProperty('--code-size', `${fontSize.value}px`);
    onTabSize(Number(tabSize.value));
  }
};
