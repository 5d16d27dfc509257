"""No serious finding of axe on the site and on what we show in a notebook."""
