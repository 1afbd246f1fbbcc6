// {"want":["completed"],"stdout_is":"Green 1 12.566 3 Ada\n","stderr_is":"","about":"what is no JavaScript with types: enums, namespaces, parameter properties, overloads, abstract classes, generics"}
enum Colour {
  Red = 1,
  Green,
}
namespace Geometry {
  export const area = (radius: number): number => Math.PI * radius ** 2;
}
abstract class Shape {
  constructor(
    protected readonly x: number,
    private y = 2,
  ) {}
  abstract name(): string;
  sum(): number {
    return this.x + this.y;
  }
}
class Named<T extends string> extends Shape {
  override name = (): T => 'Ada' as T;
}
function twice(n: number): number;
function twice(n: string): string;
function twice(n: any): any {
  return n + n;
}
const shape = new Named<'Ada'>(1) satisfies Shape;
twice(2);
console.log(Colour[2], Colour.Red, Geometry.area(2).toFixed(3), shape!.sum(), shape.name());
