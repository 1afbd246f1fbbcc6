// {"want":["completed"],"stdout_is":"ok\n","stderr_is":"","about":"files that a program makes: written, read, listed, moved and removed, at once, by callbacks and by promises"}
const { deepStrictEqual, strictEqual, throws } = require('assert');
const fs = require('fs');
const path = require('path');

fs.mkdirSync('out/deep', { recursive: true });
fs.writeFileSync('out/a.txt', 'one\n');
fs.appendFileSync('out/a.txt', 'two\n');
fs.writeFileSync(path.join('out', 'deep', 'b.bin'), Buffer.from([0, 255]));
strictEqual(fs.readFileSync('out/a.txt', 'utf8'), 'one\ntwo\n');
deepStrictEqual([...fs.readFileSync('/work/out/deep/b.bin')], [0, 255]);
deepStrictEqual(fs.readdirSync('out').sort(), ['a.txt', 'deep']);
deepStrictEqual(fs.readdirSync('out', { withFileTypes: true }).map((entry) => entry.isDirectory()).sort(), [false, true]);
strictEqual(fs.statSync('out/a.txt').size, 8);
strictEqual(fs.statSync('out').isDirectory(), true);
strictEqual(fs.existsSync('out/none'), false);
throws(() => fs.readFileSync('none.txt'), { code: 'ENOENT', message: "ENOENT: no such file or directory, open 'none.txt'" });
const fd = fs.openSync('out/a.txt', 'r');
const bytes = Buffer.alloc(3);
strictEqual(fs.readSync(fd, bytes, 0, 3, 4), 3);
strictEqual(bytes.toString(), 'two');
fs.closeSync(fd);
fs.renameSync('out/a.txt', 'out/c.txt');
fs.readFile('out/c.txt', 'utf8', (error, text) => {
  strictEqual(error ?? text, 'one\ntwo\n');
  fs.readFile('none', async ({ code }) => {
    strictEqual(code, 'ENOENT');
    await fs.promises.writeFile('/tmp/d.txt', 'three');
    strictEqual(await fs.promises.readFile('/tmp/d.txt', 'utf8'), 'three');
    fs.rmSync('out', { recursive: true });
    strictEqual(fs.existsSync('out'), false);
    console.log('ok');
  });
});
