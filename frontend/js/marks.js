// The lines of errors and warnings: marks beside the code, and links in the output.

/** `compiler`: the pane of the compiler's messages, and its title. */
ide.createMarks = ({ editor, programs, view, compiler }) => {
  return { show, link };

  /** Shows the places that a finished run names. */
  function show({ record, program }) {
    const warnings = ide.warningsOf(record);
    compiler.title.textContent = warnings ? `Compiler: ${warnings}` : 'Compiler';
    compiler.pane.classList.toggle('warns', warnings !== undefined);
    link(view, program);
    const isAsItRan = programs.language() === program.language && editor.text() === program.code;
    if (isAsItRan) editor.mark(ide.marksOf(record));
  }

  /** Makes links of the places in this part of the page; each leads to its line in the editor. */
  function link(part, { language }) {
    ide.linkPlaces(part, language, (line, column) => {
      if (programs.language() !== language) programs.choose(language);
      editor.goTo(line, column);
    });
  }
};
