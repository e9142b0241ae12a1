DELETE FROM one_time_tokens WHERE purpose = 'setup'
