<?php
foreach (['soup', 'salad', 'bread', 'cake'] as $number => $dish) {
    printf("%d. %s … ", $number + 1, $dish);
    usleep(500_000);
    echo "\033[32mready\033[0m\n";
}
