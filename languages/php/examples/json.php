<?php
$people = json_decode(stream_get_contents(STDIN), true, flags: JSON_THROW_ON_ERROR);
usort($people, fn($one, $other) => $other['born'] <=> $one['born']);

foreach ($people as ['name' => $name, 'born' => $born]) {
    echo str_pad($name, 8), $born, "\n";
}
