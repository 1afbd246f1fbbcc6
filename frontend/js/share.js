// Links to a run, which the engine stores, and to a program, which the link itself contains, compressed, after the #.

/** Some chat programs cut longer links. */
const MAX_LINK_CHARS = 8000;
/**
 * The size of the largest program (256 KiB) and input (1 MiB) as JSON, with 6 characters for a byte. Anybody can make a
 * link.
 */
const MAX_JSON_CHARS = 6 * (256 + 1024) * 1024;

/**
 * `currentProgram()` is the program in the editor; `shownRun()` is the last state of run.js; the links begin with
 * `base`.
 */
ide.createShare = ({ base, currentProgram, shownRun, notice, ...parts }) => {
  const { share: sheet, 'share-choices': choices, 'share-by-hand': byHand, 'share-link': field } = parts;
  sheet.addEventListener('toggle', ({ newState }) => newState === 'open' && void showChoices());

  async function showChoices() {
    byHand.hidden = true;
    const program = currentProgram();
    const link = `${base}/#p=${await ide.packProgram(program)}`;
    const rows = [programRow(link, program)];
    const { id, program: ran } = shownRun();
    if (id) rows.push(row('The last run, with its output', aboutRun(ran), () => copyOrShow(`${base}/?s=${id}`, 'run')));
    choices.replaceChildren(...rows);
  }

  function programRow(link, { plan }) {
    const fits = link.length <= MAX_LINK_CHARS;
    const about = fits
      ? `The program, ${plan ? 'its input and its tests' : 'and its input'}, as they are now. The link contains them: whoever has the link can read them.`
      : 'The program is too long for a link. Run it and share the run, or save the program as a file.';
    const item = row('The program', about, () => copyOrShow(link, 'program'));
    item.firstChild.disabled = !fits;
    return item;
  }

  function aboutRun(program) {
    const current = currentProgram();
    const isOld =
      ['language', 'code'].some((part) => program[part] !== current[part]) ||
      (program.plan ? !ide.isSamePlan(program.plan, current.plan) : program.input !== current.input);
    const old = isOld ? ' The link shows the program as it last ran.' : '';
    return `Whoever has the link can read the code and the ${program.plan ? 'tests' : 'input'} of this run.${old}`;
  }

  function row(...choice) {
    const item = document.createElement('li');
    item.append(ide.choice(...choice));
    return item;
  }

  async function copyOrShow(link, what) {
    if (await ide.copy(link)) {
      sheet.hidePopover();
      return notice.show(`Copied the link to the ${what}.`);
    }
    byHand.hidden = false;
    field.value = link;
    field.select();
  }
};

/** A program as compressed text for a link. */
ide.packProgram = async ({ language, code, input, plan }) => {
  const json = new Blob([JSON.stringify({ language, code, input, plan })]).stream();
  const packed = new Response(json.pipeThrough(new CompressionStream('deflate-raw')));
  const bytes = Array.from(new Uint8Array(await packed.arrayBuffer()), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** The program in a link; rejects when it is incomplete. */
ide.unpackProgram = async (packed) => {
  const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const { language, code, input, plan } = JSON.parse(await readText(json));
  const isWhole = [language, code, input].every((part) => typeof part === 'string');
  if (!isWhole || !ide.languages.has(language) || (plan && !ide.isPlan(plan)))
    throw new Error('This is not a program.');
  return { language, code, input, plan };
};

/** Reads a stream as text; rejects after MAX_JSON_CHARS, because a short link can unpack to very much. */
async function readText(stream) {
  let text = '';
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    if (text.length <= MAX_JSON_CHARS) continue;
    await reader.cancel();
    throw new Error('This is more than a program.');
  }
}
