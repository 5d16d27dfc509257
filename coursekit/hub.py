"""Links that open the course on a JupyterHub whose image has nbgitpuller."""

from urllib.parse import urlencode, urlsplit


def make_link(hub, repository, *, branch="main", notebook="lectures/0_frame.ipynb"):
    """Make the address that fetches a repository into a user's home and opens a notebook.

    Parameters
    ----------
    hub : str
        Address of the JupyterHub.
    repository : str
        Address of the git repository, as the hub reaches it.
    branch : str, default "main"
        Its branch.
    notebook : str, default "lectures/0_frame.ipynb"
        Path of what is shown, below the repository.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        One of the addresses is none, or has no name of a repository at its end.

    References
    ----------
    nbgitpuller, https://nbgitpuller.readthedocs.io/en/latest/topic/url-options.html

    Examples
    --------
    >>> make_link("https://hub.example/", "https://git.example/course.git")
    'https://hub.example/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgit.example%2Fcourse.git&branch=main&urlpath=lab%2Ftree%2Fcourse%2Flectures%2F0_frame.ipynb&targetPath=course'
    """
    for name, address in (("hub", hub), ("repository", repository)):
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc:
            raise ValueError(f"`{name}` is {address!r}; give an address that begins with https://")
    folder = urlsplit(repository).path.rstrip("/").rpartition("/")[2].removesuffix(".git")
    if not folder:
        raise ValueError(f"`repository` is {repository!r}; it ends without a repository's name")
    opened = f"lab/tree/{folder}/{notebook.lstrip('/')}"
    query = urlencode(
        {"repo": repository, "branch": branch, "urlpath": opened, "targetPath": folder}
    )
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{query}"
