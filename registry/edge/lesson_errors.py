"""Refusals about the lessons of a server: made, branched, shown, opened, removed; never logged."""

from __future__ import annotations

from ledger.kernel.errors import Refusal
from registry.edge.errors import HOUSE_RULE


class LessonCodeWrong(Refusal):
    """A lesson's code is a file's name as well, on every system."""

    code = "access.lesson_code_wrong"
    en = "'{lesson}' cannot be the code of a lesson."
    zh = "“{lesson}”不能作为课程代码。"
    pass_en = (
        "1 to {most} lower-case letters a-z, digits and hyphens, a letter or digit first and last,"
        " and no name that a system keeps for a device, such as con."
    )
    pass_zh = "1 到 {most} 个小写字母、数字或连字符，首尾为字母或数字，且不是系统保留的设备名。"
    rule = HOUSE_RULE


class LessonCodeTaken(Refusal):
    """Another lesson, or a file in the data folder, has this code."""

    code = "access.lesson_code_taken"
    en = "There is a lesson {lesson} already, or a file of its name."
    zh = "已有课程 {lesson}，或已有同名文件。"
    pass_en = "Another code, such as {free}; or none, and the server chooses one."
    pass_zh = "换一个代码，例如 {free}；不填则由服务器选定。"
    rule = HOUSE_RULE
    status = 409


class LessonsFull(Refusal):
    """As many lessons are open as the server opens at once."""

    code = "access.lessons_full"
    en = "{open} lessons are open; this server opens at most {most} at once."
    zh = "已打开 {open} 门课程；本服务器最多同时打开 {most} 门。"
    pass_en = "The same request after one of them was closed."
    pass_zh = "关闭其中一门后再发同一请求。"
    rule = HOUSE_RULE
    status = 409


class PlanWrong(Refusal):
    """The lesson plan has mistakes; `checks` lists each, with line and key."""

    code = "access.plan_wrong"
    en = "The lesson plan has {count} mistakes."
    zh = "教案有 {count} 处错误。"
    pass_en = "The plan without these mistakes, or the name of one of these plans: {known}."
    pass_zh = "改正这些错误后的教案，或以下教案之一：{known}。"
    rule = HOUSE_RULE
    status = 422


class ScenarioUnknown(Refusal):
    """No scenario of this name comes with the program."""

    code = "access.scenario_unknown"
    en = "There is no scenario {scenario} to show."
    zh = "没有可供演示的情景 {scenario}。"
    pass_en = "The name of one that GET /api/scenarios lists, such as orders/stop."
    pass_zh = "情景清单中的名称。"
    rule = HOUSE_RULE
    status = 404


class NoDemonstration(Refusal):
    """The lesson shows no scenario, or it was begun again, closed or left by a restart since."""

    code = "access.no_demonstration"
    en = "The lesson {lesson} has no demonstration whose steps could be taken."
    zh = "课程 {lesson} 中没有可继续的情景演示。"
    pass_en = "A lesson that shows a scenario and was open ever since; load it again."
    pass_zh = "由情景建立且一直处于打开状态的课程；可重新载入该情景。"
    rule = HOUSE_RULE
    status = 409


class PracticeOn(Refusal):
    """A practice market takes the place of the lesson, which is not changed meanwhile."""

    code = "access.practice_on"
    en = "A practice market takes the place of the lesson {lesson}."
    zh = "课程 {lesson} 正处于练习市场。"
    pass_en = "The same request once the practice is ended."
    pass_zh = "结束练习后再发同一请求。"
    rule = HOUSE_RULE
    status = 409


class PracticeTooLate(Refusal):
    """There is a practice market only before the lesson is started for the first time."""

    code = "access.practice_too_late"
    en = "The lesson {lesson} has begun; it is on day {day}."
    zh = "课程 {lesson} 已开始，现为第 {day} 日。"
    pass_en = "The same request in a lesson that was never started, such as its next round."
    pass_zh = "对尚未开始的课程（例如下一轮）发同一请求。"
    rule = HOUSE_RULE
    status = 409


class RoundPast(Refusal):
    """A lesson begins again only from the round that was named by its seed."""

    code = "access.round_past"
    en = "The round of {lesson} with seed {of_seed} is past; its present one has seed {seed}."
    zh = "课程 {lesson} 种子为 {of_seed} 的一轮已结束；本轮种子为 {seed}。"
    pass_en = "The same request with the seed {seed}, if the present round is to end too."
    pass_zh = "如本轮也要结束，以种子 {seed} 再发同一请求。"
    rule = HOUSE_RULE
    status = 409


class NoPractice(Refusal):
    """No practice market takes the place of the lesson, so none can be ended."""

    code = "access.no_practice"
    en = "No practice market takes the place of the lesson {lesson}."
    zh = "课程 {lesson} 没有进行中的练习市场。"
    pass_en = "The same request after a practice market was begun there."
    pass_zh = "在该课程开始练习市场后再发同一请求。"
    rule = HOUSE_RULE
    status = 409


class LessonOpen(Refusal):
    """An open lesson is not removed."""

    code = "access.lesson_open"
    en = "The lesson {lesson} is open."
    zh = "课程 {lesson} 处于打开状态。"
    pass_en = "The same request once it is closed: POST /api/lessons/{lesson}/close."
    pass_zh = "关闭该课程后再发同一请求。"
    rule = HOUSE_RULE
    status = 409


class LessonOfStart(Refusal):
    """A lesson that the command line names is not removed: the next start would make it anew."""

    code = "access.lesson_of_start"
    en = "The server opens the lesson {lesson} with every start."
    zh = "服务器每次启动都会打开课程 {lesson}。"
    pass_en = "The same request when the server was started with other lessons."
    pass_zh = "服务器改以其他课程启动后再发同一请求。"
    rule = HOUSE_RULE
    status = 409


class BranchWrong(Refusal):
    """A branch has mistakes: its command, or changes of the plan; `checks` lists each."""

    code = "access.branch_wrong"
    en = "The branch cannot be made: {count} mistakes."
    zh = "无法建立分支：有 {count} 处错误。"
    pass_en = "The number of a logged command, and keys and values that the plan takes."
    pass_zh = "已记录的指令编号，以及教案接受的键和值。"
    rule = HOUSE_RULE
    status = 422


class LessonUnreadable(Refusal):
    """The lesson's file is missing, damaged, of another version, or used by another program."""

    code = "access.lesson_unreadable"
    en = "The lesson {lesson} cannot be opened: {why}"
    zh = "课程 {lesson} 无法打开：{why}"
    pass_en = "The same request once its file can be opened; `tanlu doctor` examines it."
    pass_zh = "课程文件可以打开后再发同一请求；可用命令行的检查命令检查该文件。"
    rule = HOUSE_RULE
    status = 409


class RunGoing(Refusal):
    """A run for comparison of this lesson has not ended yet."""

    code = "access.run_going"
    en = "A run for comparison of {lesson} is still going on."
    zh = "{lesson} 的对比模拟仍在进行。"
    pass_en = "The same run once the present one has ended."
    pass_zh = "当前模拟结束后再开始。"
    rule = HOUSE_RULE
    status = 409
