"""Notebooks run in kernels of their own: for `check`, for the site and for the tests, in one way."""

KERNELS = {"transport_encryption": "auto"}
"""Settings of every kernel that the course starts: without a key, it warns of eavesdroppers."""


def execute(document, folder=None, *, env=None, **options):
    """Run a notebook in place, from top to bottom, in a fresh kernel of this environment.

    Parameters
    ----------
    document : nbformat.NotebookNode
        The notebook; its outputs are replaced.
    folder : str or pathlib.Path, default None
        Where it runs; None for the current folder.
    env : dict, default None
        The kernel's environment; None for that of this process.
    **options
        Further options of `nbclient.NotebookClient`, for example `timeout` in s.
    """
    from nbclient import NotebookClient
    from traitlets.config import Config

    where = {"resources": {"metadata": {"path": str(folder)}}} if folder else {}
    client = NotebookClient(
        document,
        config=Config({"KernelManager": KERNELS}),
        kernel_name="python3",
        store_widget_state=False,
        startup_timeout=600,  # a busy machine
        **where,
        **options,
    )
    client.execute(**({"env": env} if env else {}))
