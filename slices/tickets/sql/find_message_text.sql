SELECT text FROM messages WHERE seq = $1
