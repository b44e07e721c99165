"""What can be wrong with a posting."""

from marketplace.kit.errors import Conflict


class PostingDiffers(Conflict):
    """The same key has been posted before, and with something else in it."""

    code = "posting_differs"
