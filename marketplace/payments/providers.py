"""The payment providers of this installation, by name."""

from collections.abc import Iterable
from typing import Final

from marketplace.kit.language import gettext as _
from marketplace.payments.errors import MethodNotOffered
from marketplace.payments.gateways import Method, PaymentGateway

METHODS: Final[tuple[Method, ...]] = ("wechat_pay", "alipay", "card")
"""In the order in which they are offered."""


class Gateways:
    """The installed gateways; the first is the one new payments go to.

    ``practice_card``: a test card's token that sends the payer to the provider's page. Cards are
    offered only with it, for a real card's number may be typed on the provider's own page alone.
    """

    def __init__(self, *gateways: PaymentGateway, practice_card: str | None = None) -> None:
        self._by_name = {gateway.name: gateway for gateway in gateways}
        self._first = gateways[0]
        self._practice_card = practice_card

    @property
    def first(self) -> PaymentGateway:
        """Where new payments go."""
        return self._first

    @property
    def methods(self) -> tuple[Method, ...]:
        """How one can pay here."""
        able = self._first.capabilities.methods
        return tuple(
            method
            for method in METHODS
            if method in able and (method != "card" or self._practice_card)
        )

    def named(self, name: str) -> PaymentGateway:
        """The gateway an old payment went through; KeyError when it is not installed any more."""
        return self._by_name[name]

    def all(self) -> Iterable[PaymentGateway]:
        """Every installed gateway."""
        return self._by_name.values()

    def method(self, asked: str) -> Method:
        """``asked`` as a method that is offered.

        Raises: MethodNotOffered.
        """
        for method in self.methods:
            if method == asked:
                return method
        raise MethodNotOffered(_("请选择一种付款方式。"), field="method")

    def token_for(self, method: Method) -> str | None:
        """What the provider wants besides the method."""
        return self._practice_card if method == "card" else None

    async def aclose(self) -> None:
        """Hang up on every provider."""
        for gateway in self._by_name.values():
            await gateway.aclose()
