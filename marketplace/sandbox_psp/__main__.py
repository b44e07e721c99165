"""``python -m marketplace.sandbox_psp``."""

from marketplace.sandbox_psp.command import main

main()
