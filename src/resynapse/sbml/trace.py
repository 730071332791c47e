"""The equations of the course, read off the code that runs them.

`course.story` is traced to elementary operations (JAX's jaxpr) on one patient's scalars, and each operation becomes a
node of a formula. What is exported is therefore the very model that is simulated, with no second copy to keep in step.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import jax
import numpy as np

INFIX = {"+": 1, "-": 1, "*": 2, "/": 2}
FUNCTIONS = {"exp": "exp", "log": "ln", "sqrt": "sqrt", "abs": "abs", "tanh": "tanh"}
COMPUTED: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "ln": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "tanh": math.tanh,
}
SHAPE_ONLY = ("convert_element_type", "copy", "stop_gradient", "copy_p")
COMPARE = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "==", "ne": "!="}


class Node:
    """One elementary operation on other nodes, a symbol, or a number.

    Attributes:
        op: operator or function; "symbol" or "number" for a leaf.
        args: nodes, or the leaf's own content.
        place: name of the function of the model where it was computed.
    """

    __slots__ = ("args", "op", "place")

    def __init__(self, op: str, args: tuple[Any, ...], place: str = "") -> None:
        self.op, self.args, self.place = op, args, place

    @property
    def leaf(self) -> bool:
        """Whether it is a symbol or a number."""
        return self.op in ("symbol", "number")


def number(value: float) -> Node:
    """A literal."""
    return Node("number", (float(value),))


def symbol(name: str) -> Node:
    """Something that has an id."""
    return Node("symbol", (name,))


def _value(node: Node) -> float | None:
    return node.args[0] if node.op == "number" else None


def make(op: str, *args: Node, place: str = "") -> Node:
    """An operation, simplified where one side is 0 or 1 (and everything is finite)."""
    known: list[Any] = [_value(a) for a in args]
    if op in INFIX:
        a, b = known
        if a is not None and b is not None:
            return number({"+": a + b, "-": a - b, "*": a * b}[op] if op != "/" else a / b)
        if (op == "*" and (a == 0 or b == 0)) or (op == "/" and a == 0):
            return number(0.0)
        if (op in "*/" and b == 1) or (op in "+-" and b == 0):
            return args[0]
        if (op == "*" and a == 1) or (op == "+" and a == 0):
            return args[1]
    elif op in FUNCTIONS.values() and known[0] is not None:
        return number(COMPUTED[op](known[0]))
    elif op == "power" and None not in known:
        return number(known[0] ** known[1])
    return Node(op, args, place)


def trace(function: Callable[..., Any], example: Any, leaves: Sequence[Node]) -> Any:
    """Formulas of everything `function(example)` returns, for scalar leaves.

    Args:
        function: takes one tree of scalars, returns a tree of scalars.
        example: a tree of numbers of that shape.
        leaves: the node that stands for each leaf of `example`, in tree order.
    Returns:
        The tree that `function` returns, of nodes.
    """
    floats = jax.tree.map(lambda leaf: np.float64(leaf), example)
    closed, shape = jax.make_jaxpr(function, return_shape=True)(floats)
    inputs = [_array(leaf) for leaf in leaves]
    found = _evaluate(closed.jaxpr, closed.consts, inputs)
    return jax.tree.unflatten(jax.tree.structure(shape), [one.item() for one in found])


def _array(node: Node) -> Any:
    box = np.empty((), dtype=object)
    box[()] = node
    return box


def _evaluate(jaxpr: Any, consts: Iterable[Any], inputs: Sequence[Any]) -> list[Any]:
    values: dict[Any, Any] = {}

    def read(variable: Any) -> Any:
        return _literal(variable.val) if hasattr(variable, "val") else values[variable]

    for variable, const in zip(jaxpr.constvars, consts, strict=True):
        values[variable] = _literal(const)
    values.update(zip(jaxpr.invars, inputs, strict=True))
    for equation in jaxpr.eqns:
        outputs = _apply(equation, [read(variable) for variable in equation.invars])
        values.update(zip(equation.outvars, outputs, strict=True))
    return [read(variable) for variable in jaxpr.outvars]


def _literal(value: Any) -> Any:
    plain = np.asarray(value)
    out = np.empty(plain.shape, dtype=object)
    for at in np.ndindex(plain.shape):
        out[at] = number(float(plain[at]))
    return out


def _apply(equation: Any, inputs: list[Any]) -> list[Any]:
    """One operation on arrays of nodes."""
    name, settings = equation.primitive.name, equation.params
    for inner in ("jaxpr", "call_jaxpr"):
        if inner in settings:
            closed = settings[inner]
            return _evaluate(getattr(closed, "jaxpr", closed), getattr(closed, "consts", ()), inputs)
    shape = equation.outvars[0].aval.shape
    if name in SHAPE_ONLY:
        return [inputs[0]]
    if name in ("reshape", "squeeze"):
        return [inputs[0].reshape(shape)]
    if name == "broadcast_in_dim":
        sizes = [1] * len(shape)
        for axis, size in zip(settings["broadcast_dimensions"], inputs[0].shape, strict=True):
            sizes[axis] = size
        return [np.broadcast_to(inputs[0].reshape(sizes), shape)]
    if name == "concatenate":
        return [np.concatenate(inputs, axis=settings["dimension"])]
    if name == "stack":
        return [np.stack(inputs, axis=settings["axis"])]
    if name == "slice":
        steps = settings["strides"] or [1] * len(shape)
        cut = zip(settings["start_indices"], settings["limit_indices"], steps, strict=True)
        return [inputs[0][tuple(slice(*one) for one in cut)]]
    return [_elementwise(name, settings, np.broadcast_arrays(*inputs), _place(equation))]


def _elementwise(name: str, settings: dict[str, Any], inputs: Sequence[Any], place: str) -> Any:
    out = np.empty(inputs[0].shape, dtype=object)
    for at in np.ndindex(out.shape):
        out[at] = _operation(name, settings, [one[at] for one in inputs], place)
    return out


def _operation(name: str, settings: dict[str, Any], args: list[Node], place: str) -> Node:
    infix = {"add": "+", "add_any": "+", "sub": "-", "mul": "*", "div": "/"}
    if name in infix:
        return make(infix[name], *args, place=place)
    if name in FUNCTIONS:
        return make(FUNCTIONS[name], *args, place=place)
    if name == "neg":
        return make("*", number(-1.0), *args, place=place)
    if name == "integer_pow":
        return make("power", args[0], number(settings["y"]), place=place)
    if name == "square":
        return make("*", args[0], args[0], place=place)
    if name == "pow":
        return make("power", *args, place=place)
    if name == "log1p":
        return make("ln", make("+", number(1.0), *args), place=place)
    if name == "expm1":
        return make("-", make("exp", *args), number(1.0), place=place)
    if name in ("max", "min"):
        return make(name, *args, place=place)
    if name in COMPARE:
        return make(COMPARE[name], *args, place=place)
    if name == "select_n":
        return make("piecewise", args[2], args[0], args[1], place=place)  # value if true, condition, otherwise
    raise NotImplementedError(f"the operation {name!r} of the model (in {place}) has no SBML formula yet")


def _place(equation: Any) -> str:
    """The function of this package in which an operation is written."""
    traceback = getattr(equation.source_info, "traceback", None)
    for frame in traceback.frames if traceback else ():
        if "resynapse" in frame.file_name and "sbml" not in frame.file_name:
            return str(frame.function_name).split(".")[0].strip("_<>")
    return "story"


class Written(NamedTuple):
    """Formulas in SBML's infix, in an order in which each uses only earlier ones.

    Attributes:
        constants: id to (formula, value), of what depends on parameters alone.
        rules: id to formula, of what moves.
        roots: name to formula (an id or a number where it has one).
    """

    constants: dict[str, tuple[str, float]]
    rules: dict[str, str]
    roots: dict[str, str]


def write(roots: dict[str, Node], fixed: dict[str, float], named: frozenset[str], taken: Iterable[str]) -> Written:
    """Turn nodes into formulas; what is used more than once is computed once, under an id of its own.

    Args:
        roots: what is wanted.
        fixed: values of the ids that do not move.
        named: roots that keep their name as id of a rule.
        taken: ids that are in use.
    """
    uses, order = _count(roots.values())
    used = set(taken) | set(roots)
    ids: dict[int, str] = {}
    for name in roots:
        if name in named and not roots[name].leaf:
            ids.setdefault(id(roots[name]), name)
    still: dict[int, float | None] = {}  # value of what does not move
    for node in order:
        still[id(node)] = _number(node, fixed, [still[id(a)] for a in node.args if not node.leaf])
    moving = [node for node in order if not node.leaf and still[id(node)] is None]
    hoisted = {id(a) for node in moving for a in node.args if still[id(a)] is not None and not a.leaf}
    texts: dict[int, tuple[str, int]] = {}
    known_as: dict[str, str] = {}  # the same formula written twice is computed once
    constants: dict[str, tuple[str, float]] = {}
    rules: dict[str, str] = {}
    for node in order:
        key = id(node)
        text = _text(node, texts)
        if node.leaf or (key not in ids and uses[key] < 2 and key not in hoisted):
            texts[key] = text
        elif key not in ids and text[0] in known_as:
            texts[key] = (known_as[text[0]], 9)
        else:
            own = ids.get(key) or _fresh(node.place or "step", used)
            value = still[key]
            if value is None:
                rules[own] = text[0]
            else:
                constants[own] = text[0], value
            known_as[text[0]] = own
            texts[key] = (own, 9)
    extra = {name: texts[id(node)][0] for name, node in roots.items() if name in named and ids.get(id(node)) != name}
    return Written(constants, rules | extra, {name: texts[id(node)][0] for name, node in roots.items()})


def _number(node: Node, fixed: dict[str, float], args: list[float | None]) -> float | None:
    """The value of a node whose arguments do not move."""
    if node.op == "symbol":
        return fixed.get(node.args[0])
    if node.op == "number":
        return float(node.args[0])
    if None in args:
        return None
    result = make(node.op, *(number(a) for a in args if a is not None))
    return float(result.args[0]) if result.op == "number" else None


def _count(roots: Iterable[Node]) -> tuple[dict[int, int], list[Node]]:
    """How often each node is used, and all nodes with arguments first."""
    uses: dict[int, int] = {}
    order: list[Node] = []
    todo: list[tuple[Node, bool]] = [(root, False) for root in roots][::-1]
    seen: set[int] = set()
    while todo:
        node, ready = todo.pop()
        if ready:
            order.append(node)
            continue
        uses[id(node)] = uses.get(id(node), 0) + 1
        if id(node) in seen:
            continue
        seen.add(id(node))
        todo.append((node, True))
        if not node.leaf:
            todo += [(argument, False) for argument in reversed(node.args)]
    return uses, order


def _fresh(stem: str, used: set[str]) -> str:
    k = 1
    while f"{stem}_{k}" in used:
        k += 1
    used.add(f"{stem}_{k}")
    return f"{stem}_{k}"


def _text(node: Node, texts: dict[int, tuple[str, int]]) -> tuple[str, int]:
    """Infix text and how tightly it binds."""
    if node.op == "symbol":
        return node.args[0], 9
    if node.op == "number":
        value = node.args[0]
        return (literal(value), 9) if value >= 0 else (f"({literal(value)})", 9)
    parts = [texts[id(argument)] for argument in node.args]
    if node.op in INFIX:
        level = INFIX[node.op]
        left = parts[0][0] if parts[0][1] >= level else f"({parts[0][0]})"
        right = parts[1][0] if parts[1][1] > level else f"({parts[1][0]})"
        return f"{left} {node.op} {right}", level
    if node.op in COMPARE.values():
        return f"({parts[0][0]} {node.op} {parts[1][0]})", 9
    if node.op == "power":
        return f"pow({parts[0][0]}, {parts[1][0]})", 9
    return f"{node.op}({', '.join(part[0] for part in parts)})", 9


def literal(value: float) -> str:
    """A number as SBML reads it, without loss."""
    whole = int(value) if float(value).is_integer() and abs(value) < 1e15 else None
    return str(whole) if whole is not None else repr(float(value))
