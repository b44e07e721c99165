"""Telling people things, in the site, by SMS and by e-mail."""
