interface Guest {
  name: string;
  cake?: { slices: number };
}

function slicesOf(guest: Guest): number {
  return guest.cake!.slices; // the mark says "never undefined", and nobody checks it
}

const guests: Guest[] = [{ name: 'Ada', cake: { slices: 2 } }, { name: 'Alan' }];
for (const guest of guests) {
  console.log(guest.name, 'has', slicesOf(guest));
}
