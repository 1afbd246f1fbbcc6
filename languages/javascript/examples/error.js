const guests = [{ name: 'Ada', cake: { slices: 2 } }, { name: 'Alan' }];

function slicesOf(guest) {
  return guest.cake.slices;
}

for (const guest of guests) {
  console.log(guest.name, 'has', slicesOf(guest));
}
