"""Printed formulas, evaluated exactly: + - * / ** and brackets over named inputs.

Constants are whole numbers only, so that every decimal is an input with its own source.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction

from ledger.kernel.quantity import exact

HIGHEST_POWER = 100


def compute(formula: str, inputs: Mapping[str, str]) -> Fraction:
    """The value of a formula; its names must be exactly the names of the inputs."""
    tree = ast.parse(formula, mode="eval").body
    named = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
    assert named == set(inputs), f"{formula}: inputs and names differ: {named ^ set(inputs)}"
    return _value(tree, {name: exact(text) for name, text in inputs.items()})


def _value(node: ast.expr, inputs: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Name(id=name):
            return inputs[name]
        case ast.Constant(value=int(number)):
            return Fraction(number)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            power = _value(right, inputs)
            assert power.denominator == 1 and 0 <= power <= HIGHEST_POWER
            return Fraction(_value(left, inputs) ** power.numerator)
        case ast.BinOp(left=left, op=sign, right=right):
            return _joined(_value(left, inputs), sign, _value(right, inputs))
    raise AssertionError(f"{ast.unparse(node)} is no formula of ours")


def _joined(left: Fraction, sign: ast.operator, right: Fraction) -> Fraction:
    match sign:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise AssertionError(f"{ast.dump(sign)} is no sign of ours")
