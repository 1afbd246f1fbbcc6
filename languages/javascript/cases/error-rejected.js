// {"want":["error:exit"],"exit_code":1,"stdout_is":"before\n","stderr_has":"TypeError: Cannot read properties of undefined (reading 'name')","marks":[5,9],"wasm":{"stderr_has":"TypeError: cannot read property 'name' of undefined","marks":[5]},"about":"a promise that is rejected, and nobody catches"}
const { setTimeout: sleep } = require('timers/promises');
async function nameOf(user) {
  await sleep(1);
  return user.name;
}
async function main() {
  console.log('before');
  await nameOf();
}
main();
