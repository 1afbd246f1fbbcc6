// The form for theme, font size and tab size, which the browser keeps.

ide.createSettings = ({ form, onTabSize }) => {
  const { theme, fontSize, tabSize } = form.elements;
  theme.value = ide.browser.get('theme') ?? 'system';
  fontSize.value = ide.browser.get('fontSize') ?? 14;
  tabSize.value = ide.browser.get('tabSize') ?? 4;
  form.addEventListener('change', apply);
  apply();

  function apply() {
    ide.browser.set('theme', theme.value);
    ide.browser.set('fontSize', Number(fontSize.value));
    ide.browser.set('tabSize', Number(tabSize.value));
    document.documentElement.dataset.theme = theme.value;
    document.documentElement.style.setProperty('--code-size', `${fontSize.value}px`);
    onTabSize(Number(tabSize.value));
  }
};
