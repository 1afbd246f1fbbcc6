<?php
interface Shape
{
    public function area(): float;
}

enum Unit: string
{
    case Metre = 'm²';
    case Foot = 'ft²';
}

final class Circle implements Shape
{
    public function __construct(private readonly float $radius) {}

    public function area(): float
    {
        return M_PI * $this->radius ** 2;
    }
}

final class Square implements Shape
{
    public function __construct(private readonly float $side) {}

    public function area(): float
    {
        return $this->side ** 2;
    }
}

foreach ([new Circle(1), new Square(2)] as $shape) {
    printf("%-8s %6.2f %s\n", $shape::class, $shape->area(), Unit::Metre->value);
}
