// Input, line by line, with promises.
const { Interface } = require('readline');

class Promised extends Interface {
  question(text) {
    return new Promise((resolve) => super.question(text, resolve));
  }
}

module.exports = {
  Interface: Promised,
  createInterface: (input, output) => new Promised(input.input ? input : { input, output }),
};
