"""People: accounts, sessions, codes, tokens, address books."""
