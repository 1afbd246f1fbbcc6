use strict;
use warnings;

my (%time, %count);
while (<STDIN>) {
    next unless m{^\S+ \s (?<verb>\w+) \s (?<path>\S+) \s \d+ \s (?<ms>\d+)ms}x;
    $time{$+{path}} += $+{ms};
    $count{$+{path}}++;
}
printf "%-6s %d requests, %.1f ms each\n", $_, $count{$_}, $time{$_} / $count{$_} for sort keys %time;
