"""Words that point to a role: how exports name their columns, and how questions ask, in six languages.

A star stands for any letters. After "=" the words count only if they are the whole name: "name" is a
person's, "product name" is not. Words are compared folded and whole; Chinese ones anywhere in the text.
"""

import re
from typing import Final

from ninefold.engine.folding import fold
from ninefold.listen.sources.roles import Role

_NPS: Final = (
    "nps, nps score, netpro, net promoter*, promoter score, recommend*, likelihood to recommend, ltr,"
    " likely to recommend, would you recommend, توصیه*, معرفی به دوستان, پیشنهاد به دوستان,"
    " порекоменду*, рекоменд*, порадит*, порекомендо*, посоветуете, التوصيه*, توصي*, ترشيح*, نوصي,"
    " 推荐, 推薦"
)
_CSAT: Final = (
    "csat*, satisf*, dissatisf*, sat, osat, overall sat*, satisfaction score, happiness, رضایت*, راضی*,"
    " задоволен*,"
    " удовлетвор*, доволен, довольны, вдоволен*, رضا, الرضا*, راض*, رضاك, 满意, 滿意"
)
_CES: Final = (
    "ces, ces score, customer effort*, effort, effort score, how easy was it, made it easy,"
    " easy to handle*, تلاش, سهولت حل, зусил*, усили*, الجهد, جهد, 费力, 省力, 费力度"
)
_RATING: Final = (
    "rating, star*, star rating, review score, review rating, stars given, score given, امتیاز, ستاره,"
    " зірк*, зірок, звезд*, نجوم, نجمه, 星级, 星級, 评分, 評分"
)
_RATED: Final = (
    "rate, rated, rating*, score, satisf*, dissatisf*, agree*, how would you, how do you feel, how easy,"
    " how likely, how satisfied, quality, ease*, easy, speed, clean*, comfort*, friendl*, help*, safe,"
    " safety, convenien*, trust*, reliab*, importance, important, experience, happy, happiness, *rate,"
    " کیفیت, سرعت, سهولت, ارزیابی, موافق*, نمره, оцін*, якіст*, оцен*,"
    " качеств*, скорост*, соглас*, згод*, зручн*, удобств*, جوده, تقييم, سرعه, سهوله, اوافق, 质量,"
    " 評價, 评价, 同意, 速度, 服务态度, 打分"
)
_OVERALL: Final = (
    "overall, all, whole, general, generally, in general, as a whole, total, altogether, در مجموع, کلی,"
    " به طور کلی, روی هم رفته, بطور کلی, загалом, в цілому, загальн*, в целом, общ*, вцелом,"
    " بشكل عام, عموما, اجمالا, العام*, عام, 总体, 總體, 整体, 整體, 总的来说"
)
_AT: Final = (
    "date*, time, timestamp, datetime, answered at, responded at, response date, recorded date, end date,"
    " start date, submit date, submitdate, submitted at, submission date, completed at, completion time,"
    " date submitted, date created, created at, created, creation date, interview date, intdate,"
    " answer timestamp, survey date, visit date, startdate, datestamp, تاریخ*, زمان, برچسب زمان, дата*,"
    " час, позначка часу, отметка времени, время, تاريخ*, طابع زمني, الوقت, 时间戳记, 时间戳,"
    " 日期, 时间, 時間"
)
_WORDS: Final[dict[Role, str]] = {
    Role.KIND: (
        "=activity, activity name, =concept name, =event, event name, event type, event kind, =action, =task,"
        " task name, =step, step name, =status, status name, state name, what happened, event label,"
        " event class, interaction type, transaction type, فعالیت, رویداد, نوع رویداد, подія, тип події,"
        " действие, событие, тип события, активність, النشاط, الحدث, نوع الحدث, 活动, 事件, 事件类型"
    ),
    Role.CASE: (
        "=case, case id, caseid, case number, case concept name, case key, trace id, order id, orderid,"
        " order number, order no, ticket id, ticket number, =ticket, ticket no, incident id, incident number,"
        " =incident, claim id, claim number, process id, process instance, session id, sessionid, visit id,"
        " journey id, request id, application id, booking id, reservation id, conversation id, shipment id,"
        " شماره سفارش, شناسه پرونده, شماره پرونده, شماره تیکت, номер замовлення, номер заказа, id заказа,"
        " номер обращения, رقم الطلب, رقم التذكرة, 订单号, 订单编号, 工单号, 案例编号"
    ),
    Role.AMOUNT: (
        "amount*, price, =value, =total, total amount, order total, order value, payment value, =paid, revenue,"
        " cost*, =sum, =gross, =net, مبلغ, قیمت, сума, сумма, ціна, цена, المبلغ, السعر, 金额, 价格"
    ),
    Role.REVENUE: (
        "revenue*, sales, turnover, spend*, income, net revenue, gross revenue, mrr, arr, billed, amount,"
        " درآمد, فروش, виручка, дохід, выручка, доход, الإيرادات, الإيراد, 收入, 销售额"
    ),
    Role.MARGIN: (
        "margin*, profit*, contribution, gross margin, gross profit, سود, حاشیه سود, маржа, прибуток,"
        " прибыль, الهامش, الربح, 毛利, 利润"
    ),
    Role.COST: (
        "cost*, cost to serve, service cost, expense*, هزینه, витрати, расходы, затраты, التكلفة, 成本"
    ),
    Role.ACTIVE: (
        "=active, is active, active customer, =alive, =retained, churn*, is churned, customer status, =status,"
        " subscribed, فعال, активний, активен, активный, نشط, 活跃, 活跃客户"
    ),
    Role.RECORD: (
        "=id, respnum, response id, responseid, record id, respondent id, respid, answer id, submission id,"
        " token, response number, resp id, review id, case id, survey response id, uuid, row id, record,"
        " event id, eventid, transaction id,"
        " شناسه پاسخ, ردیف, ід відповіді, номер анкеты, id ответа, رقم الرد, 编号, 答卷编号, 序号"
    ),
    Role.AT: _AT,
    Role.NPS: _NPS,
    Role.CSAT: _CSAT,
    Role.CES: _CES,
    Role.RATING: _RATING,
    Role.COMMENT: (
        "comment*, verbatim*, feedback, free text, open text, remark*, suggestion*, review text, message,"
        " why, reason, tell us, what could we, anything else, in your own words, please explain, improve,"
        " review comment*, opinion, other specify, نظر, نظرات, پیشنهاد*, توضیح*, چرا, коментар*, відгук*,"
        " побажан*, комментар*, отзыв*, пожелан*, почему, чому, تعليق*, ملاحظ*, اقتراح*, لماذا, 评论,"
        " 意见, 建议, 留言, 为什么, 評論"
    ),
    Role.TOUCHPOINT: (
        "touchpoint*, touch point*, journey step, journey stage, interaction type, =stage, =step,"
        " contact point,"
        " event type, نقطه تماس, точка контакт*, точка дотику, نقطه الاتصال, 触点, 接触点"
    ),
    Role.UNIT: (
        "branch*, store*, shop*, =unit, =location, location name, location id, =site, outlet*, =office,"
        " region*,"
        " department, terminal, station, =city, =gate, boarding area, hotel, restaurant, clinic,"
        " point of sale, territory, =team, شعبه*, فروشگاه*,"
        " منطقه, استان, філі*, магазин*, відділен*, регіон*, филиал*, отделен*, регион*, الفرع, فرع, متجر,"
        " المنطقه, 门店, 分店, 店铺, 地区, 网点, 部门"
    ),
    Role.AGENT: (
        "org resource, resource, originator, performer, agent*, =employee, employee id, staff member, served by, advisor, adviser, =operator,"
        " representative, =rep,"
        " handled by, csr, manager name, assignee, کارشناس, کارمند, اپراتور, оператор*, співробітник*,"
        " менеджер*, сотрудник*, الموظف, موظف, 客服, 坐席, 员工"
    ),
    Role.CHANNEL: (
        "channel*, distribution channel, collector, survey channel, =mode, =method, source channel, =medium,"
        " contact channel, کانال, канал*, القناه, قناه, 渠道"
    ),
    Role.LANGUAGE: (
        "language*, lang, locale, user language, startlanguage, زبان, мова, язык*, اللغه, لغه, 语言"
    ),
    Role.SEGMENT: (
        "segment*, customer segment, customer type, client type, tier, customer group, persona, loyalty tier,"
        " بخش مشتری, نوع مشتری, сегмент*, тип клієнта, тип клиента, شريحه, نوع العميل, 客户类型, 客群, 细分"
    ),
    Role.CUSTOMER: (
        "customer id, client id, user id, =customer, customer number, customer key, member id, contact id,"
        " passenger id, guest id, patient id, customer unique id, external reference,"
        " external data reference,"
        " customer no, subscriber id, ccid, کد مشتری, شماره مشتری, شناسه مشتری, ід клієнта, номер клієнта,"
        " id клиента, номер клиента, رقم العميل, معرف العميل, 客户编号, 客户号, 会员号, 用户id"
    ),
    Role.ACCOUNT: (
        "=account, account id, company id, =company, account name, organisation id, organization id, tenant,"
        " account number, شرکت, حساب, компані*, рахунок, компания, счет, الشركه, الحساب, 公司, 账户, 企业"
    ),
    Role.WEIGHT: (
        "weight*, wt, wgt, weighting, survey weight, sample weight, case weight, weight factor, finalwt, وزن,"
        " ضریب وزنی, вага, вес, الوزن, 权重, 加权"
    ),
}
_EXTRA: Final = {
    "month": (
        "month*, period, year month, yearmonth, ym, billing month, month start, ماه, دوره, місяць, месяц,"
        " період, период, الشهر, 月份, 月"
    ),
    "planned": (
        "estimated, expected, promised, planned, scheduled, due, deadline, limit, target, forecast, eta,"
        " valid until, expir*, تخمینی, برنامه ریزی*, مهلت, سررسید, запланован*, планов*, очікуван*, ожидаем*,"
        " срок, строк, الموعد, المتوقع, المخطط, 预计, 预期, 计划, 截止"
    ),
    "churn": "churn*, is churned, lost, left, cancelled, inactive",
    "rated": _RATED,
    "overall": _OVERALL,
    "personal": (
        "ip address, ipaddress, email*, e mail*, phone number, mobile number, telephone*,"
        " first name, last name, full name, surname, given name, family name, middle name, user name,"
        " username,"
        " customer name, client name, respondent name, contact name, your name, latitude, longitude, gps*,"
        " location accuracy, home address, postal address, street address, date of birth, birth date,"
        " birthday,"
        " passport*, national id, ایمیل, تلفن, موبایل, نام خانوادگی, کد ملی, прізвище, фамилия, телефон*,"
        " البريد*, الهاتف, =ip, =phone, =tel, =mobile, =name, =lat, =lng, =lon, =geo, =street,"
        " =address, =ssn,"
        " =نام, =نشانی, =آدرس, =имя, =імя, =адрес, =адреса, =почта, =пошта, =الاسم, =اسم, =العنوان, =جوال,"
        " =地址, 邮箱, 电话, 手机, 姓名, 身份证"
    ),
    "measure": (
        "minutes, seconds, ms, millis, secs, duration*, price, amount, revenue, sales, spend*, cost*,"
        " distance,"
        " delay, count, orders, tickets, visits, months, years, days, hours, tenure, age, discount, income,"
        " quantity, qty, length, size, progress, wait, latency, how long, howlong, balance, minuten,"
        " مدت, مبلغ, тривалість,"
        " сума, длительность, сумма, المده, المبلغ, 时长, 金额"
    ),
    "category": (
        "age, age band, age group, gender, sex, income, day, month, year, hour, week, zone, stratum, strata,"
        " peak, method, country, county, code, type, category, class, status, purpose, education, occupation,"
        " band, group, region, product, run, home, dest, destination, flight, consent, agree to terms, gdpr"
    ),
    "later": (
        "answer*, responded, recorded, submit*, complet*, end, ended, finish*, timestamp, отметка, позначка"
    ),
    "earlier": "start*, create*, creation, sent, invited, birth*, purchase*, order*, flight, dep*, arr*",
}


def words_of(name: str) -> str:
    """Give the words of a column name or question, folded and parted by single blanks.

    Examples
    --------
    >>> words_of("RecipientFirstName"), words_of("Q7O_WHOLE"), words_of("drv_ease")
    ('recipient first name', 'q 7 o whole', 'drv ease')
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", name)
    return " ".join(re.sub(r"[\W_]+", " ", fold(parted)).split())


def _patterns(phrases: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile what has to be the whole name, and what may stand anywhere."""
    listed = [fold(phrase) for phrase in phrases.split(",")]
    whole = "|".join(_phrase(phrase.removeprefix("=")) for phrase in listed)
    anywhere = "|".join(_phrase(phrase) for phrase in listed if not phrase.startswith("="))
    return re.compile(whole), re.compile(anywhere)


def _phrase(phrase: str) -> str:
    if re.search(r"[\u4e00-\u9fff]", phrase):
        return re.escape(phrase)
    before, after = (r"\w*" if star else "" for star in (phrase.startswith("*"), phrase.endswith("*")))
    return rf"(?<!\w){before}{re.escape(phrase.strip('*'))}{after}(?!\w)"


_PATTERNS: Final[dict[str, tuple[re.Pattern[str], re.Pattern[str]]]] = {
    **{role.value: _patterns(phrases) for role, phrases in _WORDS.items()},
    **{name: _patterns(phrases) for name, phrases in _EXTRA.items()},
}


def hinted(kind: str, *, name: str, text: str = "") -> int:
    """Say how clearly a column points to a role.

    Parameters
    ----------
    kind : str
        A role's value, or "rated" (asks for an opinion on a scale), "overall", "personal", "measure" (a
        quantity), "category", "later", "earlier", "planned" (of a moment).
    name, text : str
        The column's name and question, as ``words_of`` gives them.

    Returns
    -------
    int
        3 the whole name says so, 2 a part of the name, 1 the question alone, 0 nothing.
    """
    whole, anywhere = _PATTERNS[kind]
    if whole.fullmatch(name):
        return 3
    if anywhere.search(name):
        return 2
    return 1 if text and anywhere.search(text) else 0
