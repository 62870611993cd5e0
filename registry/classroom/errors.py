"""Refusals of the class: wrong role, paused lesson, seats that are taken or unknown."""

from __future__ import annotations

from ledger.files import Trouble
from ledger.kernel.errors import Refusal, codes

_CLASS = "Conduct of the class (DECISIONS.md, D-014)"


class SeatUnknown(Refusal):
    """There is no seat of this name in the lesson."""

    code = "classroom.seat_unknown"
    en = "There is no seat {seat} in this lesson."
    zh = "本课没有席位 {seat}。"
    pass_en = "A seat of this lesson."
    pass_zh = "本课已有的席位。"
    rule = _CLASS
    status = 404


class RoleMayNot(Refusal):
    """The command belongs to other roles."""

    code = "access.role_may_not"
    en = "'{command}' is for {allowed}; this seat is {role}."
    zh = "“{command}”由{allowed}使用；本席位是{role}。"
    pass_en = "The same command from a seat with one of these roles: {allowed}."
    pass_zh = "由以下角色之一的席位提出：{allowed}。"
    rule = "Table of commands and roles (registry/classroom/catalogue.py)"
    status = 403
    words = codes(command="command", allowed="role", role="role")


class LessonPaused(Refusal):
    """The trainer has paused the lesson; orders and deadlines wait."""

    code = "classroom.paused"
    en = "The lesson is paused at {at}; orders and deadlines stand still."
    zh = "课堂已暂停（{at}），委托和期限均暂停计时。"
    pass_en = "The same command once the trainer continues; cancelling an order is possible now."
    pass_zh = "教员继续后再提交；现在可以撤单。"
    rule = _CLASS


class SeatTaken(Refusal):
    """A person already plays this seat."""

    code = "classroom.seat_taken"
    en = "Seat {seat} is played by a person."
    zh = "席位 {seat} 已有人操作。"
    pass_en = "A seat that a bot plays."
    pass_zh = "由机器人代管的席位。"
    rule = _CLASS


class MarketMakersSeat(Refusal):
    """The seat is a market maker's, which its bot plays for the whole lesson."""

    code = "classroom.market_makers_seat"
    en = "A market maker is played by its bot, so that there is a bid and an ask; nobody takes it."
    zh = "做市商由机器人操作，以保证始终有买卖报价，不供入座。"
    pass_en = "A seat of one of these roles: {open}."
    pass_zh = "以下角色之一的席位：{open}。"
    rule = "Market makers (DECISIONS.md, D-084)"
    words = codes(open="role")


class SeatFree(Refusal):
    """A bot plays this seat, so nobody can leave it."""

    code = "classroom.seat_free"
    en = "Seat {seat} is played by a bot; nobody can leave it."
    zh = "席位 {seat} 由机器人代管，无人可离席。"
    pass_en = "A seat that a person plays."
    pass_zh = "有人操作的席位。"
    rule = _CLASS


class SeatAway(Refusal):
    """The person of this seat is away already."""

    code = "classroom.seat_away"
    en = "The person of seat {seat} is away; a bot minds the seat."
    zh = "席位 {seat} 的使用者已离开，由机器人代为照看。"
    pass_en = "The seat of a person who is present."
    pass_zh = "使用者在场的席位。"
    rule = _CLASS


class SeatNotAway(Refusal):
    """Nobody is away from this seat, so nobody comes back to it."""

    code = "classroom.seat_not_away"
    en = "Nobody is away from seat {seat}."
    zh = "席位 {seat} 没有使用者离开。"
    pass_en = "A seat whose person is away."
    pass_zh = "使用者已离开的席位。"
    rule = _CLASS


class RoleIsFixed(Refusal):
    """The number of seats of this role is fixed by the lesson plan."""

    code = "classroom.role_is_fixed"
    en = "The lesson has a fixed number of seats with the role {role}."
    zh = "角色“{role}”的席位数是固定的。"
    pass_en = "One of these roles: {open}."
    pass_zh = "以下角色之一：{open}。"
    rule = _CLASS
    words = codes(role="role", open="role")


class RoleHasNoSeats(Refusal):
    """No seat of the lesson has this role."""

    code = "classroom.role_has_no_seats"
    en = "No seat of this lesson has the role {role}."
    zh = "本课没有角色“{role}”的席位。"
    pass_en = "One of these roles: {seated}."
    pass_zh = "以下角色之一：{seated}。"
    rule = _CLASS
    words = codes(role="role", seated="role")


class AlreadyRunning(Refusal):
    """The lesson is already in the requested state, running or paused."""

    code = "classroom.already"
    en = "The lesson is already {state}."
    zh = "课堂已处于“{state}”状态。"
    pass_en = "The opposite: start a paused lesson, pause a running one."
    pass_zh = "相反的操作：继续已暂停的课堂，或暂停进行中的课堂。"
    rule = _CLASS
    words = codes(state="state")


class MomentUnclear(Refusal):
    """A moment is given in more than one way."""

    code = "classroom.moment_unclear"
    en = "The moment is given in more than one way."
    zh = "推进的时点以多种方式给出。"
    pass_en = "One of `to`, `day` and `phase`, or none for the next event."
    pass_zh = "时间、交易日、阶段三者只给出一个；均不给出则为下一个事项。"
    rule = _CLASS


class NoSuchMoment(Refusal):
    """The moment is not ahead, or not within the lesson."""

    code = "classroom.no_such_moment"
    en = "There is no such moment after {at} in this lesson."
    zh = "{at} 之后本课没有这个时点。"
    pass_en = "A moment after {at}, at the latest {ends}."
    pass_zh = "{at} 之后、不晚于 {ends} 的时点。"
    rule = _CLASS


class NotThatDay(Refusal):
    """The day that was to be played to its end is not the day of today."""

    code = "classroom.not_that_day"
    en = "Day {day} is not the day of today: it is day {today}."
    zh = "第 {day} 天不是当前交易日：现在是第 {today} 天。"
    pass_en = "Day {today}, asked for again; or no day, for whichever it is."
    pass_zh = "重新选择第 {today} 天；或不指明交易日，以当前交易日为准。"
    rule = _CLASS


class SpeedOutOfRange(Refusal):
    """The speed, in lesson seconds per real second, is out of range."""

    code = "classroom.speed_out_of_range"
    en = "A speed of {speed} is not between {least} and {most}."
    zh = "速度 {speed} 不在 {least} 到 {most} 之间。"
    pass_en = "A whole number from {least} to {most}."
    pass_zh = "{least} 到 {most} 的整数。"
    rule = _CLASS


class CallTooLong(Refusal):
    """The length of a trainer's call auction, in minutes of lesson time, is out of range."""

    code = "classroom.call_too_long"
    en = "A call of {minutes} minutes is not between {least} and {most}."
    zh = "集合竞价 {minutes} 分钟，不在 {least} 到 {most} 分钟之间。"
    pass_en = "A whole number of minutes from {least} to {most}."
    pass_zh = "{least} 到 {most} 的整数分钟。"
    rule = _CLASS


class CallLengthTwice(Refusal):
    """The length of a trainer's call auction is given in lesson minutes and in real seconds."""

    code = "classroom.call_length_twice"
    en = "The call's length is given twice: {minutes} minutes and {real_seconds} real seconds."
    zh = "集合竞价时长给出了两次：{minutes} 分钟与真实 {real_seconds} 秒。"
    pass_en = "Minutes of lesson time or real seconds, not both."
    pass_zh = "课堂时间的分钟数或真实秒数，只填其一。"
    rule = _CLASS


class CallNotSoLong(Refusal):
    """The length of a trainer's call auction, in real seconds, is out of range."""

    code = "classroom.call_not_so_long"
    en = "A call of {real_seconds} real seconds is not between {least} and {most}."
    zh = "集合竞价真实 {real_seconds} 秒，不在 {least} 到 {most} 秒之间。"
    pass_en = "A whole number of real seconds from {least} to {most}."
    pass_zh = "{least} 到 {most} 的整数秒。"
    rule = _CLASS


class CallCutShort(Refusal):
    """At the present speed a call auction of these real seconds would not end in its phase."""

    code = "classroom.call_cut_short"
    en = (
        "At ×{speed} a call of {real_seconds} real seconds takes {minutes} minutes of lesson time;"
        " {left} are left for it."
    )
    zh = (
        "速度 ×{speed} 时，真实 {real_seconds} 秒的集合竞价需课堂时间 {minutes} 分钟；"
        "现在只剩 {left} 分钟。"
    )
    pass_en = "The same call at ×{fits} or slower, or after the next change of phase."
    pass_zh = "将速度降至 ×{fits} 或更慢，或在下一次阶段切换之后发起。"
    rule = _CLASS


class NothingToHalt(Refusal):
    """All instruments are halted already, or none is."""

    code = "classroom.nothing_to_halt"
    en = "Every instrument is {state} already."
    zh = "全部品种均{state}。"
    pass_en = "The command while at least one instrument is in another state."
    pass_zh = "至少一个品种处于另一状态时再提交。"
    rule = _CLASS
    words = codes(state="halt_state")


class AnnouncementEmpty(Refusal):
    """An announcement has a text in neither language."""

    code = "classroom.announcement_empty"
    en = "The announcement has no text, neither in Chinese nor in English."
    zh = "公告没有内容：中文和英文都未填写。"
    pass_en = "A text of 1 to {most} characters in Chinese, in English or in both."
    pass_zh = "填写中文、英文或两者，各 1 至 {most} 个字符。"
    rule = _CLASS


class AnnouncementTooLong(Refusal):
    """A text of an announcement is too long, counted as people count characters."""

    code = "classroom.announcement_too_long"
    en = "The {language} text has {length} characters; an announcement has at most {most}."
    zh = "{language}文本共 {length} 个字符；公告最多 {most} 个字符。"
    pass_en = "At most {most} characters in each language; a longer text as several announcements."
    pass_zh = "每种语言最多 {most} 个字符；较长的内容请分几条发布。"
    rule = _CLASS
    words = codes(language="language")


class AnnouncementUnreadable(Refusal):
    """A text of an announcement has control characters or nothing visible."""

    code = "classroom.announcement_unreadable"
    en = "The {language} text has characters that cannot be shown, or nothing that can be seen."
    zh = "{language}文本含有无法显示的字符，或没有可见的内容。"
    pass_en = "Letters, figures, punctuation and emoji, without control characters."
    pass_zh = "使用文字、数字、标点和表情符号，不含控制字符。"
    rule = _CLASS
    words = codes(language="language")


class HintEmpty(Refusal):
    """A hint has a text in neither language."""

    code = "classroom.hint_empty"
    en = "The hint has no text, neither in Chinese nor in English."
    zh = "提示没有内容：中文和英文都未填写。"
    pass_en = "A text of 1 to {most} characters in Chinese, in English or in both."
    pass_zh = "填写中文、英文或两者，各 1 至 {most} 个字符。"
    rule = _CLASS


class HintTooLong(Refusal):
    """A hint, or the words of a request for help, are too long, counted as people count."""

    code = "classroom.hint_too_long"
    en = "The text has {length} characters; a hint or a request for help has at most {most}."
    zh = "文字共 {length} 个字符；提示或求助说明最多 {most} 个字符。"
    pass_en = "At most {most} characters."
    pass_zh = "不超过 {most} 个字符。"
    rule = _CLASS


class HintUnreadable(Refusal):
    """A hint, or the words of a request for help, have control characters or nothing visible."""

    code = "classroom.hint_unreadable"
    en = "The text has characters that cannot be shown, or nothing that can be seen."
    zh = "文字含有无法显示的字符，或没有可见的内容。"
    pass_en = "Letters, figures, punctuation and emoji, without control characters."
    pass_zh = "使用文字、数字、标点和表情符号，不含控制字符。"
    rule = _CLASS


class NobodySits(Refusal):
    """No person sits at the seat, so nobody there can be helped or moved."""

    code = "classroom.nobody_sits"
    en = "Nobody sits at {seat}; a bot plays it."
    zh = "席位 {seat} 无人入座，由机器人代管。"
    pass_en = "A seat that a person plays."
    pass_zh = "有人操作的席位。"
    rule = _CLASS
    status = 409


class HelpAskedAlready(Refusal):
    """The seat's person has asked for help already, and nobody has closed the request."""

    code = "classroom.help_asked_already"
    en = "Seat {seat} has asked for help at {at}; the request still waits."
    zh = "席位 {seat} 已于 {at} 请求帮助，尚未了结。"
    pass_en = "Ask again once the request is closed."
    pass_zh = "待该求助了结后可再次请求。"
    rule = _CLASS
    status = 409


class HelpNotAsked(Refusal):
    """No request for help of this seat is open."""

    code = "classroom.help_not_asked"
    en = "No request for help is open at seat {seat}."
    zh = "席位 {seat} 没有未了结的求助。"
    pass_en = "A seat in the queue for help."
    pass_zh = "求助队列中的席位。"
    rule = _CLASS
    status = 409


class HelpTaken(Refusal):
    """Another helper takes care of this request already."""

    code = "classroom.help_taken"
    en = "{by} takes care of seat {seat} already."
    zh = "席位 {seat} 的求助已由 {by} 受理。"
    pass_en = "A request that nobody has taken."
    pass_zh = "尚无人受理的求助。"
    rule = _CLASS
    status = 409


class NoteUnknown(Refusal):
    """No note of this number is shown at the seat: it was read, or is another seat's."""

    code = "classroom.note_unknown"
    en = "No note {note} is shown at your seat."
    zh = "您的席位没有编号为 {note} 的提示。"
    pass_en = "The number of a note that is shown."
    pass_zh = "正在显示的提示的编号。"
    rule = _CLASS
    status = 404


_LEVELS = "Levels of the lesson (DECISIONS.md, D-098)"


class CommandLocked(Refusal):
    """A later level of the lesson opens this command to people."""

    code = "classroom.command_locked"
    en = "'{command}' opens at level {opens}; the room is at level {reached}."
    zh = "“{command}”在第 {opens} 级开放，现在是第 {reached} 级。"
    pass_en = "The same command once the trainer raises the room to level {opens}."
    pass_zh = "教员把级别提升到第 {opens} 级后再提交。"
    rule = _LEVELS
    status = 403
    words = codes(command="command")


class InstrumentLocked(Refusal):
    """A later level of the lesson opens this instrument to people."""

    code = "classroom.instrument_locked"
    en = "{instrument} opens at level {opens}; the room is at level {reached}."
    zh = "{instrument} 在第 {opens} 级开放，现在是第 {reached} 级。"
    pass_en = "An instrument that is open now, or this one from level {opens} on."
    pass_zh = "现在已开放的品种；或待提升到第 {opens} 级。"
    rule = _LEVELS
    status = 403


class SpecialOrderLocked(Refusal):
    """A later level opens orders other than limit orders that are good for the day."""

    code = "classroom.special_order_locked"
    en = "Such orders open at level {opens}; the room is at level {reached}."
    zh = "此类委托在第 {opens} 级开放，现在是第 {reached} 级。"
    pass_en = "An order with a limit price that is good for the day, without other terms."
    pass_zh = "当日有效的限价委托，不带其他条件。"
    rule = _LEVELS
    status = 403


class NoSuchLevel(Refusal):
    """The lesson's plan has no level of this number."""

    code = "classroom.no_such_level"
    en = "There is no level {level}: this lesson has {most}."
    zh = "没有第 {level} 级：本课共 {most} 级。"
    pass_en = "A level from 1 to {most}; a lesson with 0 levels has everything open."
    pass_zh = "第 1 至 {most} 级；共 0 级表示全部内容已开放。"
    rule = _LEVELS


class LevelNotHigher(Refusal):
    """The room has reached this level; levels are only raised."""

    code = "classroom.level_not_higher"
    en = "The room is at level {reached}; level {level} would not raise it."
    zh = "现在是第 {reached} 级，第 {level} 级并非提升。"
    pass_en = "A level above {reached}."
    pass_zh = "高于第 {reached} 级的级别。"
    rule = _LEVELS


class LessonOver(Refusal):
    """The last trading day has ended."""

    code = "classroom.lesson_over"
    en = "The lesson ended with trading day {days}."
    zh = "课程已在第 {days} 个交易日结束。"
    pass_en = "Trading has ended; open orders can still be cancelled and the books be read."
    pass_zh = "不再有任何交易；可以撤销未成交的委托，账本仍可查看。"
    rule = _CLASS


class DiskFull(Refusal):
    """The disk that holds the lesson is full; the request was not stored."""

    code = "access.disk_full"
    en = "The server's disk is full; nothing was done."
    zh = "服务器磁盘已满；未作任何处理。"
    pass_en = "The same request with the same key, once space is free on the server's disk."
    pass_zh = "请先清理服务器磁盘空间，再用同一个幂等键重发同一请求。"
    rule = "Operating rules of the server"
    status = 503


class DiskUnwritable(Refusal):
    """The disk that holds the lesson cannot be written; the request was not stored."""

    code = "access.disk_unwritable"
    en = "The server's disk cannot be written; nothing was done."
    zh = "服务器磁盘无法写入；未作任何处理。"
    pass_en = "The same request with the same key, once the lesson's folder can be written again."
    pass_zh = "请先恢复课程文件夹的写入，再用同一个幂等键重发同一请求。"
    rule = "Operating rules of the server"
    status = 503


BY_TROUBLE: dict[Trouble, type[Refusal]] = {
    Trouble.FULL: DiskFull,
    Trouble.UNWRITABLE: DiskUnwritable,
}
"""The refusal of requests while the disk accepts no writes."""
