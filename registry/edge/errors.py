"""Refusals of the edge before a command reaches the lesson; they are never logged as commands."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes

HOUSE_RULE = "Operating rules of the server"


class NotSignedIn(Refusal):
    """The request has no token, or one that is no longer valid."""

    code = "access.not_signed_in"
    en = "You are not signed in to this lesson."
    zh = "您尚未加入本课。"
    pass_en = "Join with the code on the screen, or send a valid bearer token."
    pass_zh = "用屏幕上的加入码加入，或发送仍然有效的访问令牌。"
    rule = HOUSE_RULE
    status = 401


class PasswordWrong(Refusal):
    """The trainer's password does not match."""

    code = "access.password_wrong"
    en = "This is not the trainer's password."
    zh = "教员口令不对。"
    pass_en = "The password printed at the first start; `tanlu password` sets a new one."
    pass_zh = "服务器第一次启动时打印的口令；也可用 tanlu password 设置新口令。"
    rule = HOUSE_RULE
    status = 401


class TrainerOnly(Refusal):
    """The page or query is for the trainer only."""

    code = "access.trainer_only"
    en = "Only the trainer can see this."
    zh = "仅教员可查看。"
    pass_en = "Sign in with the trainer's password or token."
    pass_zh = "用教员口令或教员令牌登录。"
    rule = HOUSE_RULE
    status = 403


class SeatNeeded(Refusal):
    """The query is about one seat, and the caller named none."""

    code = "access.seat_needed"
    en = "This request is about one seat, and no seat is named."
    zh = "此请求针对某一席位，但未说明是哪个席位。"
    pass_en = "The same request with the header Tanlu-Seat, such as Tanlu-Seat: S07."
    pass_zh = "同一请求加上请求头 Tanlu-Seat，例如 Tanlu-Seat: S07。"
    rule = HOUSE_RULE


class SeatUnknown(Refusal):
    """The lesson has no seat of this name."""

    code = "access.seat_unknown"
    en = "There is no seat {seat} in this lesson."
    zh = "本课没有席位 {seat}。"
    pass_en = "A seat from the list of seats."
    pass_zh = "席位表中的一个席位。"
    rule = HOUSE_RULE
    status = 404


class RecordUnknown(Refusal):
    """A filter or an address names a record that does not exist; `what` is the kind of record."""

    code = "access.record_unknown"
    en = "There is no {what} {given}."
    zh = "没有{what}“{given}”。"
    pass_en = "The code or name of one that is listed."
    pass_zh = "清单中已有的代码或名称。"
    rule = HOUSE_RULE
    words = codes(what="record_kind")
    status = 404


class AsOfUnknown(Refusal):
    """An earlier state is named by no command's number and by no time of the lesson."""

    code = "access.as_of_unknown"
    en = "'{given}' names no command from 1 to {newest} and no time from {first} to {now}."
    zh = "“{given}”不是 1 至 {newest} 的指令编号，也不是 {first} 至 {now} 的课堂时间。"
    pass_en = "A command's number such as {newest}, or a lesson time such as {now}."
    pass_zh = "指令编号，例如 {newest}；或课堂时间，例如 {now}。"
    rule = HOUSE_RULE
    status = 422


class SpanBackwards(Refusal):
    """A span of the books ends before it begins."""

    code = "access.span_backwards"
    en = "The span ends after command {last}, before it begins with command {first}."
    zh = "期间止于指令 {last}，早于起始的指令 {first}。"
    pass_en = "An end of {first} or later, or a beginning of {last} or earlier."
    pass_zh = "止点不早于 {first}，或起点不晚于 {last}。"
    rule = HOUSE_RULE
    status = 422


class ThingUnknown(Refusal):
    """The address does not exist, or the record that it names does not."""

    code = "access.unknown"
    en = "There is nothing at {address}."
    zh = "{address} 没有内容。"
    pass_en = "An address from the navigation or from the list of routes."
    pass_zh = "导航或接口清单中的地址。"
    rule = HOUSE_RULE
    status = 404


class MethodUnknown(Refusal):
    """The address exists, but does not accept this HTTP method."""

    code = "access.method_unknown"
    en = "{address} does not accept the method {method}."
    zh = "{address} 不接受 {method} 方法。"
    pass_en = "The method that the list of routes gives for this address."
    pass_zh = "接口清单中为该地址列出的方法。"
    rule = HOUSE_RULE
    status = 405


class JoinCodeUnknown(Refusal):
    """No open lesson has this join code."""

    code = "access.join_code_unknown"
    en = "No lesson with the code {join_code} is open."
    zh = "没有加入码为 {join_code} 的已开课程。"
    pass_en = "The six letters and digits on the trainer's screen."
    pass_zh = "教员屏幕上的六位加入码。"
    rule = HOUSE_RULE
    status = 404


class HelperCodeUnknown(Refusal):
    """No open lesson has this helper code."""

    code = "access.helper_code_unknown"
    en = "No open lesson has the helper code {code}."
    zh = "没有助教码为 {code} 的已开课程。"
    pass_en = "The eight letters and digits under Helpers on the trainer's page."
    pass_zh = "教员页面“助教”一栏的八位字母和数字。"
    rule = HOUSE_RULE
    status = 404


class RoleFull(Refusal):
    """Every seat of the role is taken, and the role has a fixed number of seats."""

    code = "access.role_full"
    en = "Every seat of the role {role} is taken by a person."
    zh = "角色“{role}”的席位已满。"
    pass_en = "Join without naming a role, or as a trader or voluntary buyer."
    pass_zh = "不指定角色加入，或选择交易商、自愿买方。"
    rule = HOUSE_RULE
    words = codes(role="role")


class NameWrong(Refusal):
    """A name is 1 to 40 visible characters on one line; an emoji counts as one."""

    code = "access.name_wrong"
    en = "A name has 1 to {most} visible characters on one line; this one has {length}, or others."
    zh = "姓名为一行 1 到 {most} 个可见字符；现在是 {length} 个，或含有其他字符。"
    pass_en = "The name by which others in the room know you, in visible letters."
    pass_zh = "教室里大家对您的称呼，用看得见的文字。"
    rule = HOUSE_RULE


class NameReserved(Refusal):
    """The name could be mistaken for the trainer, the server, a bot or a seat."""

    code = "access.name_reserved"
    en = "'{name}' is reserved here for the trainer, the server, a bot or a seat."
    zh = "“{name}”在这里用来称呼教员、系统、机器人或席位。"
    pass_en = "Your own name, or the same with your own name added."
    pass_zh = "您自己的姓名，或在其后加上您自己的姓名。"
    rule = HOUSE_RULE


class NameTaken(Refusal):
    """Somebody in this lesson already has this name, or one that looks the same."""

    code = "access.name_taken"
    en = "Somebody called {name} already has a seat in this lesson."
    zh = "本课已有名为“{name}”的人入座。"
    pass_en = "If that is you: your personal code leads back to your seat. Else add an initial."
    pass_zh = "如果就是您本人：用个人返回码回到自己的席位；否则请在姓名后加上字母或数字。"
    rule = HOUSE_RULE
    status = 409


class ReturnCodeUnknown(Refusal):
    """No seat has this personal code, in the lesson that was named or in any open one."""

    code = "access.return_code_unknown"
    en = "No seat has the personal code {personal_code}."
    zh = "没有与个人返回码 {personal_code} 对应的席位。"
    pass_en = "The eight letters and digits shown at your seat; the trainer can read them to you."
    pass_zh = "您席位页面上显示的八位个人返回码；教员也可以告诉您。"
    rule = HOUSE_RULE
    status = 404


class SeatGivenBack(Refusal):
    """The trainer gave the person's seat back to its bot; its code and tokens ended with that."""

    code = "access.seat_given_back"
    en = "Seat {seat} was given back to its bot by the trainer."
    zh = "席位 {seat} 已由教员交还机器人。"
    pass_en = "Join again with the code on the screen."
    pass_zh = "用屏幕上的加入码重新加入。"
    rule = HOUSE_RULE
    status = 401


class SeatLeft(Refusal):
    """The person left the seat, or was away for too long; its code and tokens ended with that."""

    code = "access.seat_left"
    en = "Seat {seat} was left; its bot plays it again."
    zh = "席位 {seat} 已离席，由机器人代管。"
    pass_en = "Join again with the code on the screen."
    pass_zh = "用屏幕上的加入码重新加入。"
    rule = HOUSE_RULE
    status = 401


class JoinKeyReused(Refusal):
    """The key of a join was used before with another name, role or choice."""

    code = "access.join_key_reused"
    en = "The key of this join was already used for joining in another way."
    zh = "此加入请求的幂等键已用于内容不同的加入请求。"
    pass_en = "A new key, or the earlier request unchanged."
    pass_zh = "新的幂等键，或与先前完全相同的请求。"
    rule = HOUSE_RULE
    status = 409


class OriginForeign(Refusal):
    """A page of another site sent a request with this browser's sign-in."""

    code = "access.origin_foreign"
    en = "The request comes from {origin}, not from a page of this server."
    zh = "请求来自 {origin}，不是本服务器的页面。"
    pass_en = "The same action on a page of this server."
    pass_zh = "在本服务器的页面上做同样的操作。"
    rule = HOUSE_RULE
    status = 403


class TooManyRequests(Refusal):
    """A seat or an address is above its rate limit; the request was not processed."""

    code = "access.too_many_requests"
    en = "More than {per_second} requests a second came from here; this one was not processed."
    zh = "每秒发来超过 {per_second} 个请求；本次未处理。"
    pass_en = "The same request after a second, with the same key."
    pass_zh = "一秒后用同一个幂等键重发同一请求。"
    rule = HOUSE_RULE
    status = 429


class TooManyGuesses(Refusal):
    """An address sends wrong codes or passwords faster than people can mistype them."""

    code = "access.too_many_guesses"
    en = "Too many wrong codes or passwords came from this address; this one was not checked."
    zh = "此地址发来的错误加入码、返回码或口令过多；本次未核对。"
    pass_en = "The right one in {wait_s} s, if no more wrong ones come from this address."
    pass_zh = "{wait_s} 秒后重新输入正确的码或口令，期间此地址不再发来错误的。"
    rule = HOUSE_RULE
    status = 429


class TooManyFailures(Refusal):
    """Commands of the seat failed repeatedly by errors of the server; the next ones must wait."""

    code = "access.too_many_failures"
    en = "Several commands of this seat failed within a minute; this one was not processed."
    zh = "该席位的多条指令在一分钟内处理出错；本条未处理。"
    pass_en = "A command after {wait_s} seconds; tell the trainer if it fails again."
    pass_zh = "{wait_s} 秒后再发指令；如仍出错，请告知教员。"
    rule = HOUSE_RULE
    status = 429


class BodyTooLarge(Refusal):
    """The body is larger than this address accepts."""

    code = "access.body_too_large"
    en = "The request is larger than {bytes_max} bytes."
    zh = "请求超过 {bytes_max} 字节。"
    pass_en = "A smaller request."
    pass_zh = "不超过 {bytes_max} 字节的请求。"
    rule = HOUSE_RULE
    status = 413


class ShapeWrong(Refusal):
    """Fields are missing, unknown or of another type; `checks` lists each."""

    code = "access.shape_wrong"
    en = "{count} fields do not have the form that this address accepts: {fields}."
    zh = "有 {count} 个字段的形式不对：{fields}。"
    pass_en = "The fields as the list of routes (/api/openapi.json) describes them."
    pass_zh = "按接口清单（/api/openapi.json）填写的字段。"
    rule = HOUSE_RULE
    status = 422


class CannotBeLogged(Refusal):
    """The command log cannot store the command's arguments; it was neither run nor logged."""

    code = "access.cannot_be_logged"
    en = "The command log cannot store this command: a text, a number or its length does not fit."
    zh = "指令日志无法记录本条指令：其中的文字、数字或长度不符合要求。"
    pass_en = "Valid Unicode text, whole numbers of at most 64 bits, and shorter arguments."
    pass_zh = "有效的 Unicode 文字、不超过 64 位的整数，且内容更短。"
    rule = HOUSE_RULE
    status = 422


class KeyReused(Refusal):
    """The idempotency key was used before for a different request."""

    code = "access.key_reused"
    en = "The key {key} was already used by this seat for a different request."
    zh = "该席位已经把幂等键 {key} 用于另一个请求。"
    pass_en = "A new key, or the earlier request unchanged."
    pass_zh = "新的幂等键，或与先前完全相同的请求。"
    rule = HOUSE_RULE
    status = 409


class HallBusy(Refusal):
    """The file of names and sign-ins cannot be used now, as when another program has locked it."""

    code = "access.hall_busy"
    en = "The server cannot read or write its list of people now; nothing was done."
    zh = "服务器目前无法读写人员名单；未作任何处理。"
    pass_en = "The same request a little later."
    pass_zh = "稍后重发同一请求。"
    rule = HOUSE_RULE
    status = 503


class HourWrong(Refusal):
    """The hour at which a lesson is to start is no valid time, or has passed."""

    code = "access.hour_wrong"
    en = "{hour} is not a time in the future."
    zh = "{hour} 不是将来的时刻。"
    pass_en = "A later time by the clock of the computer on which the server runs."
    pass_zh = "以运行服务器的计算机的时钟为准的将来时刻。"
    rule = HOUSE_RULE


class LessonBusy(Refusal):
    """The lesson has too many waiting requests, or it is being closed."""

    code = "access.lesson_busy"
    en = "The lesson cannot accept the request now; nothing was done."
    zh = "课程目前不能接收此请求；未作任何处理。"
    pass_en = "The same request a little later, with the same key."
    pass_zh = "稍后用同一个幂等键重发同一请求。"
    rule = HOUSE_RULE
    status = 503


class LessonUnknown(Refusal):
    """The server has no lesson of this code."""

    code = "access.lesson_unknown"
    en = "There is no lesson {lesson} on this server."
    zh = "本服务器没有课程 {lesson}。"
    pass_en = "The code of a lesson that GET /api/lessons lists."
    pass_zh = "课程清单中的课程代码。"
    rule = HOUSE_RULE
    status = 404


class LessonNotPublic(Refusal):
    """The lesson's plan does not let everybody read its registries."""

    code = "access.lesson_not_public"
    en = "The registries of the lesson {lesson} are not public."
    zh = "课程 {lesson} 的登记簿不公开。"
    pass_en = "The same with a seat of the lesson, or a lesson whose plan opens its registries."
    pass_zh = "在该课程就座后查询，或选择教案设定登记簿公开的课程。"
    rule = HOUSE_RULE
    status = 403


class LessonClosed(Refusal):
    """The lesson was closed by the trainer; its file is kept."""

    code = "access.lesson_closed"
    en = "The lesson {lesson} is closed."
    zh = "课程 {lesson} 已关闭。"
    pass_en = "The same request once the trainer has opened the lesson again."
    pass_zh = "教员重新打开该课程后再发同一请求。"
    rule = HOUSE_RULE
    status = 409


class NoLessonOpen(Refusal):
    """The request is about a lesson, and none is open."""

    code = "access.no_lesson_open"
    en = "No lesson is open on this server."
    zh = "本服务器没有打开的课程。"
    pass_en = "The same request after POST /api/lessons, or after a lesson was opened again."
    pass_zh = "新建或重新打开一门课程后，再发同一请求。"
    rule = HOUSE_RULE
    status = 409


class LessonForeign(Refusal):
    """A seat's token names another lesson than its own."""

    code = "access.lesson_foreign"
    en = "This token belongs to the lesson {own}, not to {lesson}."
    zh = "此令牌属于课程 {own}，不属于 {lesson}。"
    pass_en = "The same request without the header Tanlu-Lesson, or with a token of that lesson."
    pass_zh = "同一请求不指明课程，或改用该课程的令牌。"
    rule = HOUSE_RULE
    status = 403


_SOON = (TooManyRequests, HallBusy, LessonBusy)
"""Refusals after which the same request may pass in a second."""


def retry_after_s(refusal: Refusal) -> int | None:
    """Whole seconds, at least 1, after which the same may pass; None: time mends nothing."""
    if isinstance(refusal, _SOON):
        return 1
    wait = refusal.facts.get("wait_s")
    return None if wait is None else max(1, int(wait))
