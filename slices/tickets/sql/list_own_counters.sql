SELECT name, n FROM counters WHERE name > $1 AND name < $2
