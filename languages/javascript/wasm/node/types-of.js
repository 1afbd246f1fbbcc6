// `util.types`: what a value is inside, whatever it says itself.
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);
const isOf = (type) => (value) => value instanceof type;

module.exports = {
  isPromise: isOf(Promise),
  isMap: isOf(Map),
  isSet: isOf(Set),
  isWeakMap: isOf(WeakMap),
  isWeakSet: isOf(WeakSet),
  isDate: isOf(Date),
  isRegExp: isOf(RegExp),
  isNativeError: isOf(Error),
  isArrayBuffer: isOf(ArrayBuffer),
  isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isUint8Array: isOf(Uint8Array),
  isProxy: (value) => Boolean(host.isProxy(value)),
  isAsyncFunction: (value) => tag(value) === 'AsyncFunction',
  isGeneratorFunction: (value) => tag(value).endsWith('GeneratorFunction'),
  isGeneratorObject: (value) => tag(value) === 'Generator',
};
