<?php
function slicesOf(array $guest): int
{
    return $guest['cake'] ?? throw new DomainException("{$guest['name']} has no cake");
}

foreach ([['name' => 'Ada', 'cake' => 2], ['name' => 'Alan']] as $guest) {
    echo $guest['name'], ' has ', slicesOf($guest), "\n";
}
