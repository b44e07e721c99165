"""What the pages of an application send, and how stored facts look when they are typed."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from pydantic import Field
from starlette.datastructures import UploadFile

from marketplace.http.forms import Form
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.kit.money import Money
from marketplace.vendors import rules
from marketplace.vendors.models import Vendor
from marketplace.vendors.states import VendorKind
from marketplace.web.application_answers import AMOUNTS, area_from_mu, mu_from_area

LARGEST_MU: Final = 3_000_000


class ApplyForm(Form):
    """Who wants to sell, and in which county."""

    kind: VendorKind = Field(title="主体类型")
    pavilion_code: str = Field(title="县馆", max_length=6)


class FactsForm(Form):
    """Facts as typed; empty ones arrive as empty, so that they can be emptied."""

    FACTS: ClassVar[tuple[str, ...]] = ()

    def facts(self, kind: VendorKind) -> dict[str, Any]:
        """The facts that this form is about, for ``vendors.service.save_facts``.

        Raises: Invalid, for an amount that is none.
        """
        wanted = [each for each in self.FACTS if each in {*rules.IDENTITY[kind], *rules.SHOP}]
        found: dict[str, Any] = {each: getattr(self, each) for each in wanted}
        for field in AMOUNTS:
            if found.get(field):
                found[field] = Money.parse(found[field], field=field).minor
        if found.get("base_area_m2"):
            found["base_area_m2"] = _area(found["base_area_m2"])
        return found


class IdentityForm(FactsForm):
    """What stands on the licence."""

    FACTS = (
        "name", "uscc", "legal_representative", "registered_address", "company_type",
        "registered_capital_minor", "member_contribution_minor", "founded_on",
    )  # fmt: skip

    name: str = Field("", title="名称", max_length=200)
    uscc: str = Field("", title="统一社会信用代码", max_length=40)
    legal_representative: str = Field("", title="法定代表人", max_length=80)
    registered_address: str = Field("", title="住所", max_length=400)
    company_type: str = Field("", title="类型", max_length=80)
    registered_capital_minor: str = Field("", title="注册资本", max_length=40)
    member_contribution_minor: str = Field("", title="成员出资总额", max_length=40)
    founded_on: str = Field("", title="成立日期", max_length=20)


class ShopForm(FactsForm):
    """How the shop calls and presents itself."""

    FACTS = rules.SHOP

    shop_name_zh: str = Field("", title="店名", max_length=80)
    shop_name_en: str = Field("", title="英文店名", max_length=160)
    division_code: str = Field("", title="产地", max_length=12)
    service_phone: str = Field("", title="售后电话", max_length=40)
    story_zh: str = Field("", title="店铺介绍", max_length=4000)
    story_en: str = Field("", title="英文介绍", max_length=4000)
    member_count: str = Field("", title="成员数", max_length=12)
    base_area_m2: str = Field("", title="基地面积", max_length=16)


class ProfileForm(FactsForm):
    """What a trading shop may change by itself."""

    FACTS = ("service_phone", "story_zh", "story_en", "member_count", "base_area_m2")

    service_phone: str = Field("", title="售后电话", max_length=40)
    story_zh: str = Field("", title="店铺介绍", max_length=4000)
    story_en: str = Field("", title="英文介绍", max_length=4000)
    member_count: str = Field("", title="成员数", max_length=12)
    base_area_m2: str = Field("", title="基地面积", max_length=16)


class PaperForm(Form):
    """A photograph of one paper."""

    type_code: str = Field(title="材料种类", max_length=32)
    file: Any = Field(None, title="照片")
    id_consent: bool = Field(default=False, title="单独同意")

    def upload(self) -> UploadFile:
        """The chosen file. Raises: Invalid."""
        if not isinstance(self.file, UploadFile):
            raise Invalid(_("请先拍照或选择文件。"), field="file")
        return self.file


class AccountForm(Form):
    """Where the vendor is paid."""

    holder_name: str = Field("", title="户名", max_length=200)
    bank_name: str = Field("", title="开户银行", max_length=200)
    account_no: str = Field("", title="账号", max_length=60)
    bank_consent: bool = Field(default=False, title="单独同意")


class AgreementsForm(Form):
    """The texts that were ticked, as ``code@version``."""

    accepted: list[str] = Field(default_factory=list[str], title="协议", max_length=20)

    def pairs(self) -> list[tuple[str, str]]:
        """Shape: ``[(code, version), …]``."""
        return [(code, version) for code, _at, version in (a.partition("@") for a in self.accepted)]


def as_typed(vendor: Vendor, fields: tuple[str, ...]) -> dict[str, Any]:
    """Stored facts as one would type them."""
    typed: dict[str, Any] = {}
    for field in fields:
        value = getattr(vendor, field)
        if value is None:
            typed[field] = ""
        elif field in AMOUNTS:
            typed[field] = Money(value).typed
        elif field == "base_area_m2":
            typed[field] = mu_from_area(value)
        else:
            typed[field] = str(value)
    return typed


def _area(typed: str) -> int:
    try:
        mu = float(typed.replace(",", ""))
    except ValueError:
        mu = 0.0
    if not 0 < mu < LARGEST_MU:
        raise Invalid(_("面积请填写数字，如 120 或 12.5。"), field="base_area_m2")
    return area_from_mu(mu)


def only(typed: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """Every field of a page, typed or not, so that a template can ask for each."""
    return {field: typed.get(field, "") for field in fields}
