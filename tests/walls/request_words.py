"""Every name under which the pages' code reads something that a browser sent: fields, parameters and headers.

Read out of the code itself, so that a fuzzer tries what a new line of code begins to read, without being told.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.house.source import Module, dotted, modules_of

ROOMS = ("pages", "site")
SENT = ("request.POST", "request.GET", "request.headers", "request.META", "request.COOKIES")
ASKS = ("get", "getlist")


@dataclass(frozen=True, slots=True)
class Read:
    """One place where a name is read; a name that ends with `*` is only how it begins."""

    of: str
    name: str


@cache
def fields() -> tuple[str, ...]:
    """Names of fields of forms."""
    return _names("request.POST")


@cache
def parameters() -> tuple[str, ...]:
    """Names of parameters in addresses."""
    return _names("request.GET")


@cache
def headers() -> tuple[str, ...]:
    """Names of headers, as WSGI spells them."""
    plain = {f"HTTP_{name.upper().replace('-', '_')}" for name in _names("request.headers")}
    return tuple(sorted(plain | {name for name in _names("request.META") if name.startswith("HTTP_")}))


def _names(of: str) -> tuple[str, ...]:
    return tuple(
        sorted({each.name for module in modules_of(*ROOMS) for each in reads(module) if each.of == of})
    )


def reads(module: Module) -> Iterator[Read]:
    """What one file reads of a request, through names of its own for it too."""
    aliases = dict(_aliases(module.tree))
    for node in ast.walk(module.tree):
        for of, key in _asked(node, aliases):
            if (name := _written(key)) is not None:
                yield from (Read(each, name) for each in of)


def _aliases(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`said = request.POST`, and parameters that are handed one: what they are called stands for both."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target, value in _pairs(node):
                held = tuple(sent for sent in SENT if sent in {dotted(each) for each in ast.walk(value)})
                is_whole = isinstance(value, ast.Attribute | ast.IfExp)
                if held and is_whole and isinstance(target, ast.Name):
                    yield target.id, held
        if isinstance(node, ast.FunctionDef):
            for each in node.args.args:
                if each.annotation is not None and "QueryDict" in ast.dump(each.annotation):
                    yield each.arg, ("request.POST", "request.GET")
                if each.arg in ("said", "posted", "typed"):
                    yield each.arg, ("request.POST", "request.GET")


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=True)
        else:
            yield target, node.value


def _asked(node: ast.AST, aliases: dict[str, tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], ast.expr]]:
    """The mappings of a request that this expression looks into, and by which key."""
    match node:
        case ast.Call(func=ast.Attribute(value=where, attr=verb), args=[key, *_]) if verb in ASKS:
            yield _held(where, aliases), key
        case ast.Call(func=ast.Name(), args=[ast.Name(id=handed), key, *_]) if handed == "request":
            yield ("request.POST",), key
        case ast.Call(func=ast.Name(), args=[ast.Name(id=handed), key, *_]) if handed in aliases:
            yield aliases[handed], key
        case ast.Subscript(value=where, slice=key):
            yield _held(where, aliases), key
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[where]):
            yield _held(where, aliases), key


def _held(where: ast.expr, aliases: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    name = dotted(where)
    return (name,) if name in SENT else aliases.get(name, ())


def _written(key: ast.expr) -> str | None:
    """A key as it is written in the code: whole, or how it begins."""
    match key:
        case ast.Constant(value=str(name)) if name.replace("-", "").replace("_", "").isalnum():
            return name
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            return f"{start}*"
    return None
