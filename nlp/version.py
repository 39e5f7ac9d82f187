"""The version number of bantin, written here and nowhere else.

The build reads this file (``[tool.hatch.version]``) and so does the code: the metadata of an installed package may be
those of an older checkout.
"""

__version__ = "0.1.0"
