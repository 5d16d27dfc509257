"""Formulas as MathML: drawn by the browser itself, read by screen readers, fetched from nowhere."""

from html import escape

from latex2mathml.converter import convert


def _inline(translator, node):
    translator.body.append(_mathml(node, "inline"))
    _skip()


def _block(translator, node):
    translator.body.append(f'<div class="math" tabindex="0">{_mathml(node, "block")}</div>')
    _skip()


def _skip():
    from docutils.nodes import SkipNode

    raise SkipNode


def _mathml(node, display):
    tex = node.astext()
    formula = convert(tex, display=display)
    return formula.replace("<math ", f'<math alttext="{escape(tex, quote=True)}" ', 1)


def setup(app):
    """Register the renderer."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.config.html_math_renderer = "mathml"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
