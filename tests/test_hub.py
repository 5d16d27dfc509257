"""The link that students click on a JupyterHub."""

from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.hub import make_link


def test_the_link_fetches_the_repository_and_opens_the_notebook():
    words = ["hub-link", "https://hub.example/", "--repo", "https://git.example/a/course.git/"]
    run = CliRunner().invoke(
        app, [*words, "--branch", "2026", "--open", "lectures/C_geometry.ipynb"]
    )
    link = urlsplit(run.stdout.strip())
    assert (link.netloc, link.path) == ("hub.example", "/hub/user-redirect/git-pull")
    assert parse_qs(link.query) == {
        "repo": ["https://git.example/a/course.git/"],
        "branch": ["2026"],
        "urlpath": ["lab/tree/course/lectures/C_geometry.ipynb"],
        "targetPath": ["course"],  # else the folder would be called course.git
    }


@pytest.mark.parametrize(
    ("hub", "repository", "said"),
    [
        ("hub.example", "https://git.example/a", "`hub` is 'hub.example'"),
        ("https://hub.example", "git@git.example:a", "`repository` is 'git@git.example:a'"),
        ("https://hub.example", "https://git.example/", "without a repository's name"),
    ],
)
def test_what_is_no_address_is_said(hub, repository, said):
    with pytest.raises(ValueError, match=said):
        make_link(hub, repository)
