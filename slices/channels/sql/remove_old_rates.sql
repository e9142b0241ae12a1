DELETE FROM mail_rates WHERE minute < $1
