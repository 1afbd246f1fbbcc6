// {"want":["error:exit"],"exit_code":1,"stdout_is":"before\n","stderr_has":["throw new RangeError('no guests'); // here","RangeError: no guests"],"marks":[13,18],"links":[13,18],"about":"an error that nothing catches: what it says, and its line, also below what becomes JavaScript"}
enum Cake {
  Apple = 1,
  Cherry,
}

interface Party {
  cake: Cake;
  guests: number;
}

function share({ cake, guests }: Party): number {
  if (guests === 0) throw new RangeError('no guests'); // here
  return cake / guests;
}

console.log('before');
share({ cake: Cake.Cherry, guests: 0 });
