"""How a listing and its parts are called, for those who write it and those who judge it."""

from collections.abc import Mapping
from typing import Final

from marketplace.catalog.states import ProductKind, ProductState, ReturnPolicy
from marketplace.kit.language import gettext as _

STEPS: Final = ("what", "sizes", "papers", "words", "check")
"""The five steps of the form, by the last part of their address."""

STEP_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("kind", "category_code", "name_zh", "name_en", "cultivar", "division_code",
         "season_months"),
        "what",
    ),
    **dict.fromkeys(
        ("variants", "dispatch_hours", "return_policy", "damage_rule_zh", "damage_rule_en"),
        "sizes",
    ),
    **dict.fromkeys(("ingredients", "standard_code", "licence_no", "certificates"), "papers"),
    **dict.fromkeys(
        ("photos", "title_zh", "title_en", "summary_zh", "summary_en", "description_zh",
         "description_en", "storage_zh", "storage_en", "shelf_life_zh", "shelf_life_en",
         "eating_zh", "eating_en"),
        "words",
    ),
}  # fmt: skip
"""In which step a field is written."""


def step_words(step: str) -> str:
    """What a step is called."""
    return {
        "what": _("是什么"),
        "sizes": _("规格重量"),
        "papers": _("证照"),
        "words": _("图片文案"),
        "check": _("检查提交"),
    }[step]


def kind_words(kind: ProductKind) -> tuple[str, str]:
    """A kind of product, and how one tells that it is this kind."""
    return {
        ProductKind.FARM_PRODUCE: (
            _("食用农产品"),
            _("自己种养的，最多清洗、晾晒、分级。不用许可证"),
        ),
        ProductKind.PACKAGED_FOOD: (
            _("预包装食品"),
            _("加工过、带标签的食品。要有食品生产许可证（SC）"),
        ),
        ProductKind.WORKSHOP_FOOD: (
            _("小作坊食品"),
            _("小作坊加工的食品。要有小作坊登记证"),
        ),
        ProductKind.FOOD_MEDICINE: (
            _("食药物质"),
            _("既是食品又是中药材的，如黄芪、枸杞。不能写功效"),
        ),
        ProductKind.ALCOHOL: (_("酒类"), _("要有食品生产许可证，只卖给成年人")),
        ProductKind.NON_FOOD: (_("非食品"), _("手工艺品、花卉等")),
    }[kind]


def policy_words(policy: ReturnPolicy) -> tuple[str, str]:
    """A return policy as a vendor chooses it, with the law behind it."""
    return {
        ReturnPolicy.FRESH_EXEMPT: (
            _("鲜活易腐，不支持七日无理由"),
            _("法律允许鲜活易腐商品不退货，但坏果、变质仍要赔。买家下单时会另行确认"),
        ),
        ReturnPolicy.SEALED_7D: (
            _("没拆封，七天内可以退"),
            _("食品拆封后可以不退，密封完好的七天内要退。多数干货选这个"),
        ),
        ReturnPolicy.RETURN_7D: (
            _("七天内无理由可以退"),
            _("网购的一般规则：签收七天内，商品完好就要退"),
        ),
        ReturnPolicy.DISPLAY_ONLY: (
            _("只展示，不销售"),
            _("不在食药物质目录里的药材，只能展示"),
        ),
    }[policy]


def state_words(state: ProductState) -> tuple[str, str]:
    """Where a listing stands, and the tone of its mark."""
    return {
        ProductState.DRAFT: (_("草稿"), "plain"),
        ProductState.PENDING: (_("待审"), "wait"),
        ProductState.IN_REVIEW: (_("审核中"), "wait"),
        ProductState.CORRECTION: (_("待补正"), "bad"),
        ProductState.LISTED: (_("在售"), "good"),
        ProductState.DELISTED: (_("已下架"), "plain"),
        ProductState.SUSPENDED: (_("已停售"), "bad"),
        ProductState.ARCHIVED: (_("已归档"), "plain"),
    }[state]


def decision_words(decision: str) -> tuple[str, str]:
    """What was decided, and the tone of its mark."""
    return {
        "approve": (_("通过"), "good"),
        "correct": (_("要求补正"), "wait"),
        "suspend": (_("停售"), "bad"),
        "reinstate": (_("恢复销售"), "good"),
        "lapse": (_("证照失效下架"), "bad"),
    }.get(decision, (decision, "plain"))


def field_words(field: str) -> str:
    """What a field of the form is called."""
    return {
        "kind": _("商品种类"),
        "category_code": _("商品类别"),
        "name_zh": _("品名"),
        "name_en": _("英文品名"),
        "cultivar": _("品种"),
        "division_code": _("产地"),
        "season_months": _("上市月份"),
        "variants": _("规格和价格"),
        "dispatch_hours": _("发货时间"),
        "return_policy": _("退货规则"),
        "damage_rule_zh": _("坏果怎么赔"),
        "damage_rule_en": _("坏果怎么赔（英文）"),
        "ingredients": _("配料"),
        "standard_code": _("产品标准代号"),
        "licence_no": _("许可证"),
        "certificates": _("商品证书"),
        "photos": _("照片"),
        "title_zh": _("标题"),
        "title_en": _("英文标题"),
        "summary_zh": _("一句话介绍"),
        "summary_en": _("一句话介绍（英文）"),
        "description_zh": _("商品介绍"),
        "description_en": _("商品介绍（英文）"),
        "storage_zh": _("怎么存"),
        "storage_en": _("怎么存（英文）"),
        "shelf_life_zh": _("保质期"),
        "shelf_life_en": _("保质期（英文）"),
        "eating_zh": _("怎么吃"),
        "eating_en": _("怎么吃（英文）"),
    }.get(field, field)


def check_words(check: str) -> str:
    """What a reviewer answers for."""
    return {
        "content": _("品名、类别、介绍与标签和实物一致"),
        "photos": _("照片是实物，看得清，没有盗图水印"),
        "licence": _("证照齐全、有效，与这件商品对得上"),
        "origin": _("产地属实，写到乡镇"),
        "price": _("价格、净含量合理，单位合法"),
        "words": _("没有违规用语和夸大宣传"),
    }[check]


def hours_words(hours: int) -> str:
    """Within what time a vendor promises to send."""
    if hours % 24:
        return _("付款后 %(n)d 小时内发货", n=hours)
    return _("付款后 %(n)d 天内发货", n=hours // 24)
