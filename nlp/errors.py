"""The errors that bantin raises: what failed, on which input, and what to do about it."""


class BantinError(Exception):
    """Base of every error raised on purpose.

    :param what: what failed, naming the input (a path, a line, a field).
    :param fix: what the user can do about it; may be empty when ``what`` says it.
    """

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what, fix)
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what} {self.fix}".strip()


class InputError(BantinError):
    """An input as a whole cannot be read: missing, of no known format, or without the named field."""


class RecordError(BantinError):
    """One record cannot be used; the others of its input can."""


class OutputError(BantinError):
    """An output cannot be written."""


class ModelError(BantinError):
    """A model folder is missing, damaged, of another protocol, or not safe to use."""


class DataError(BantinError):
    """Labelled data cannot train or judge a model as it is."""


class MissingExtraError(BantinError):
    """An optional dependency is needed and not installed."""


class BatchError(BantinError):
    """A batch run had to stop; what is finished stays and can be resumed."""
