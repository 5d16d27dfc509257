"""Settings of the site; `build.py` prepares its sources."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "coursekit"
author = "coursekit contributors"
copyright = author
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "accessible",
    "mathml",
]
exclude_patterns = ["README.md"]
html_theme = "furo"
html_title = "Describing crystals to machine-learning models"
html_show_sphinx = False
html_copy_source = False
html_static_path = ["static"]
html_css_files = ["course.css"]
html_js_files = [("turn.js", {"type": "module"}), ("live.js", {"type": "module"})]
# one colour for both themes would be too pale on one of them
html_theme_options = {
    "top_of_page_buttons": [],  # the source of a page is of no use to its reader
    "light_css_variables": {"color-brand-primary": "#00527a", "color-brand-content": "#00527a"},
    "dark_css_variables": {"color-brand-primary": "#8ecdf0", "color-brand-content": "#8ecdf0"},
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

nb_execution_mode = "off"  # build.py has run them
nb_render_markdown_format = "myst"
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3

napoleon_google_docstring = False
napoleon_use_ivar = False
napoleon_custom_sections = ["Warns"]
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "imported-members": True}
autodoc_typehints = "none"


def _skip(app, what, name, obj, skip, options):
    # scikit-learn gives these to every estimator; they belong to its own reference
    return True if name.endswith("_request") or name == "get_metadata_routing" else None


def setup(app):
    """Leave out what is not ours; link what belongs to others."""
    from reference import link_outside

    app.connect("autodoc-skip-member", _skip)
    app.connect("autodoc-process-docstring", link_outside)
