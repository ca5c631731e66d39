"""Jinja's compiler, taught to write what a page does thousands of times as plain Python.

A template means what it always means. Jinja asks of each attribute and each call what it may be; here a view's
attributes are read and its functions called as they are, and Jinja is asked where that can't be done.
"""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, Template, nodes, pass_eval_context
from jinja2.compiler import CodeGenerator
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from jinja2.compiler import Frame, MacroRef
    from jinja2.environment import TemplateModule
    from jinja2.runtime import Context

__all__ = ["QuickEnvironment"]

_SPECIAL = re.compile("[&<>\"']")


def write_text(value: object) -> str:
    """Write what stands between double braces: `escape` without the copy that it makes of what is HTML or harmless."""
    kind = type(value)
    if kind is Markup or (kind is str and not _SPECIAL.search(value)):  # type: ignore[call-overload]
        return value  # type: ignore[return-value]
    return escape(value)


class _Macro(Macro):
    """Jinja's own, but that arguments which are as many as its parameters are handed on as they are."""

    @pass_eval_context
    def __call__(self, *values: Any, **named: Any) -> str:
        if named or len(values) != self._argument_count or (values and type(values[0]) is EvalContext):
            return super().__call__(*values, **named)
        return Markup(self._func(*values))


def _quick_macro(macro: Macro) -> Macro:
    """Make such a macro of one of Jinja's, if it takes nothing but its parameters."""
    if macro._default_autoescape and not (macro.catch_kwargs or macro.catch_varargs or macro.caller):
        macro.__class__ = _Macro
    return macro


class _Compiler(CodeGenerator):
    """Jinja's own, but for how it writes a value, an attribute of a name, a call, and a macro's definition."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.write_text(")  # it is joined at once, and is a text there

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  (Jinja's name)
        if not isinstance(node.node, nodes.Name):
            super().visit_Getattr(node, frame)
            return
        self.write("(_found if (_found := getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, missing)) is not missing else ")
        super().visit_Getattr(node, frame)
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802
        unusual = node.dyn_args or node.dyn_kwargs or any(iskeyword(one.key) for one in node.kwargs)
        if unusual or forward_caller or frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("environment.quick_macro(")
        super().macro_def(macro_ref, frame)
        self.write(")")


class _Template(Template):
    """Jinja's own, for an environment of which all templates have the same globals: a partial is one for all."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        return super()._get_default_module()


class QuickEnvironment(Environment):
    """Jinja's own, which compiles its templates so. None of its functions may want to know where it is called."""

    code_generator_class = _Compiler
    template_class = _Template
    write_text = staticmethod(write_text)
    quick_macro = staticmethod(_quick_macro)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._known: dict[str | Template, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  (Jinja's name)
    ) -> Template:
        """Give a template, which is the same for as long as we live."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = super().get_template(name, parent, globals)
        return known
