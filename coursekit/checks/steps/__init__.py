"""What each notebook asks: one file a notebook, and all that belongs to a step in one place."""
