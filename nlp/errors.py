"""The errors that bantin raises: each says what failed, on which input, and what to do.

Invariant: all are :class:`BantinError`; any other exception is a defect.
"""


class BantinError(Exception):
    """Base class of the errors that bantin raises on purpose.

    :param what: what failed, and on which input (a path, a line, a field).
    :param fix: what the user can do; empty if ``what`` says it.
    """

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what, fix)
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what} {self.fix}".strip()


class InputError(BantinError):
    """An input cannot be read at all: it is missing, or its format is unknown."""


class RecordError(BantinError):
    """One record cannot be used; the other records of its input can."""


class AmbiguousFieldError(RecordError):
    """Two fields of a record could equally well hold a part of the article; the user has to choose."""


class OutputError(BantinError):
    """An output cannot be written."""


class ModelError(BantinError):
    """A model is missing, damaged, of another protocol, or not safe to use."""


class DataError(BantinError):
    """Labelled data cannot be used to train or to judge a model."""


class MissingExtraError(BantinError):
    """A package that this function needs is not installed."""


class BatchError(BantinError):
    """A batch run had to stop; its finished parts are kept, and it can be resumed."""


class StoreError(BantinError):
    """The file of a desk cannot be used: it is another program's, a newer bantin's, damaged, or not to be written."""


def missing_package(user: str, *packages: str) -> MissingExtraError:
    """Return the error for packages that are not installed, with the command that installs them.

    The command names packages and no extra of bantin, because pip finds these also when bantin comes from a checkout.

    :param user: what needs the packages.
    """
    noun = "package" if len(packages) == 1 else "packages"
    return MissingExtraError(
        f"{user} needs the {noun} {' and '.join(packages)}.", f"Install with: pip install {' '.join(packages)}"
    )
