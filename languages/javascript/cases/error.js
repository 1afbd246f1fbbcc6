// {"want":["error:exit"],"exit_code":1,"stdout_is":"before\n","stderr_has":["throw new RangeError('no guests'); // here","RangeError: no guests"],"marks":[3,8],"links":[3,8],"about":"an error that nothing catches: what it says, and its line"}
function share(cake, guests) {
  if (guests === 0) throw new RangeError('no guests'); // here
  return cake / guests;
}

console.log('before');
share(1, 0);
