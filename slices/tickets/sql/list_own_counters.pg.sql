SELECT name, n FROM counters WHERE name COLLATE "C" > $1 AND name COLLATE "C" < $2
