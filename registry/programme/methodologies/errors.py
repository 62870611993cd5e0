"""The refusal of the calculators."""

from __future__ import annotations

from ledger.kernel.errors import Refusal


class InputsWrong(Refusal):
    """Inputs of a calculator are unreadable, out of range, missing or contradict one another."""

    code = "procedure.inputs_wrong"
    en = "{count} input(s) of the calculation cannot be used: {fields}."
    zh = "计算的 {count} 项输入无法使用：{fields}。"
    pass_en = "Plain decimals such as 20.35, each quantity given once; every check names its input."
    pass_zh = "普通小数，例如 20.35；每个量只给一次。每条检查都写明是哪一项输入。"
    rule = "Calculators: inputs are exact decimals (rules of the classroom)"
