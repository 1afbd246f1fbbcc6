enum Suit {
  Clubs = '♣',
  Diamonds = '♦',
  Hearts = '♥',
  Spades = '♠',
}

class Card {
  constructor(
    readonly suit: Suit,
    readonly rank: number,
  ) {}

  toString(): string {
    const names: Record<number, string> = { 1: 'A', 11: 'J', 12: 'Q', 13: 'K' };
    return `${this.suit}${names[this.rank] ?? this.rank}`;
  }
}

const deck: Card[] = Object.values(Suit).flatMap((suit) =>
  Array.from({ length: 13 }, (_, index) => new Card(suit, index + 1)),
);

for (let left = deck.length; left > 1; left--) {
  const other = Math.floor(Math.random() * left);
  [deck[left - 1], deck[other]] = [deck[other], deck[left - 1]];
}
for (let player = 1; player <= 4; player++) {
  console.log(`Player ${player}:`, deck.splice(0, 5).join(' '));
}
