"""The outside world's plumbing: database, jobs, files, mail, logs. No shop words in here."""
