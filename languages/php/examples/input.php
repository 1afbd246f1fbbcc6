<?php
$numbers = array_map('intval', preg_split('/\s+/', trim(stream_get_contents(STDIN))));

printf("%d numbers, sum %d\n", count($numbers), array_sum($numbers));
printf("The largest is %d\n", max($numbers));
