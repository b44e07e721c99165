"""Why a file is not taken."""

from marketplace.kit.errors import Invalid


class FileRefused(Invalid):
    """The file is not of a kind we keep; the sentence says what to hand in instead."""

    code = "file_refused"


class FileTooLarge(FileRefused):
    """More than thirty megabytes."""

    status = 413
    code = "file_too_large"
