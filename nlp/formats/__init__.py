"""Reading and writing articles, one module a format; training and batch labelling share them."""
