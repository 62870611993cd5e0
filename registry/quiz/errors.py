"""Refusals of the quiz, in the order in which they are checked."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes

_QUIZ = "Rules of the quiz: a code answers each sitting once, while it is open"


class QuizCodeUnknown(Refusal):
    """This server gave out no such quiz code, or its lesson was removed."""

    code = "classroom.quiz_code_unknown"
    en = "No quiz code {quiz_code} was given out here."
    zh = "此处没有发过测验码 {quiz_code}。"
    pass_en = "The eight letters and digits of your quiz code, on the computer of that lesson."
    pass_zh = "您的八位测验码，并在当时上课的那台电脑上填写。"
    rule = _QUIZ
    status = 404


class QuizNotOpen(Refusal):
    """The trainer has not opened this sitting, or has closed it."""

    code = "classroom.quiz_not_open"
    en = "The quiz {sitting} is not open; no answers are taken."
    zh = "{sitting}的测验尚未开放或已结束，不接受答案。"
    pass_en = "The same answers while the trainer has the quiz open."
    pass_zh = "教员开放测验期间提交同样的答案。"
    rule = _QUIZ
    status = 409
    words = codes(sitting="quiz_sitting")


class QuizCodesOut(Refusal):
    """This lesson has given out as many quiz codes on screens as it may."""

    code = "classroom.quiz_codes_out"
    en = "{drawn} quiz codes were drawn for the {seats} seats of this lesson; there are no more."
    zh = "本课 {seats} 个席位已领取 {drawn} 个测验码，不再发放。"
    pass_en = "The code you wrote down, or a printed sheet, which the trainer has."
    pass_zh = "使用您记下的测验码，或向教员领取答题纸。"
    rule = _QUIZ
    status = 409


class QuizAnswered(Refusal):
    """This code has already answered this sitting, otherwise."""

    code = "classroom.quiz_answered"
    en = "Quiz code {quiz_code} has already answered the quiz {sitting}; the first answers count."
    zh = "测验码 {quiz_code} 已答过{sitting}的测验，以第一次的答案为准。"
    pass_en = "Each code answers once; who has none yet gets one on the quiz page."
    pass_zh = "每个测验码只答一次；还没有测验码的人可在测验页领取。"
    rule = _QUIZ
    status = 409
    words = codes(sitting="quiz_sitting")


class QuizUnanswered(Refusal):
    """Some questions have no answer, or one that is none of their choices."""

    code = "classroom.quiz_unanswered"
    en = "{count} of {questions} questions have no answer that is one of their choices: {numbers}."
    zh = "{questions} 道题中有 {count} 道没有有效选项：{numbers}。"
    pass_en = "One choice for each question; 'I don't know' is one of them."
    pass_zh = "每题选一项；“不知道”也是一项。"
    rule = _QUIZ
    status = 422


class QuizLettersWrong(Refusal):
    """The typed answers of a sheet are not one letter for each question."""

    code = "classroom.quiz_letters_wrong"
    en = "'{given}' is not {questions} letters from A to D, with - for 'I don't know'."
    zh = "“{given}”不是 {questions} 个 A 至 D 的字母（“不知道”写作 -）。"
    pass_en = "The letters of the sheet in the order of its questions, such as BADC-ABDCA."
    pass_zh = "按题号顺序填写答题纸上的 {questions} 个字母。"
    rule = _QUIZ
    status = 422


PRECEDENCE = (
    QuizCodeUnknown,
    QuizNotOpen,
    QuizCodesOut,
    QuizLettersWrong,
    QuizUnanswered,
    QuizAnswered,
)
"""The order in which a request is refused."""
