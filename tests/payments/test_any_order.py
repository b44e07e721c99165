"""Whatever happens to a purchase's money, in whatever order, the books balance."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace import books
from marketplace.infra.db import make_engine
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import MarketError
from marketplace.ledger import queries as ledger
from marketplace.ledger import service as posting
from marketplace.ledger.models import AccountKind
from marketplace.orders.models import OrderGroup
from marketplace.payments import service
from marketplace.payments.gateways import (
    PaymentSnapshot,
    PaymentStanding,
    RefundSnapshot,
    RefundStanding,
)
from marketplace.payments.models import Payment, Refund
from marketplace.payments.states import RefundState
from tests.support.psp import make_two_vendor_purchase

T = TypeVar("T")
TOLD = [*RefundStanding, *[RefundStanding.SUCCEEDED] * 4, RefundStanding.FAILED]
"""Mostly good news, so that many refunds come to an end."""
HELD = {AccountKind.PSP_FROZEN, AccountKind.PSP_AVAILABLE}
CHECKS = (
    books.ledger_balanced,
    books.captures_posted,
    books.refunds_within,
    books.totals_add_up,
)


def machine(url: str) -> type[RuleBasedStateMachine]:  # noqa: C901 - one class, its rules inside
    """A purchase of two vendors and everything a provider may say about its money."""

    class Money(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.loop = asyncio.new_event_loop()
            self.engine = make_engine(url, pool=2)
            self.run(self.open())

        def run(self, what: Coroutine[Any, Any, T]) -> T:
            return self.loop.run_until_complete(what)

        async def open(self) -> None:
            self.connection = await self.engine.connect()
            self.outer = await self.connection.begin()
            self.session = AsyncSession(
                self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False
            )

        def teardown(self) -> None:
            async def close() -> None:
                await self.session.close()
                await self.outer.rollback()
                await self.connection.close()
                await self.engine.dispose()

            self.run(close())
            self.loop.close()

        @initialize()
        def buy(self) -> None:
            async def begin() -> tuple[OrderGroup, Payment]:
                group = await make_two_vendor_purchase(self.session)
                begun = await service.start(
                    self.session,
                    group_id=group.id,
                    account_id=group.account_id,
                    gateway="stripe",
                    method="alipay",
                    method_token=None,
                    return_url="http://pavilion.test/back",
                    now=utcnow(),
                )
                await self.session.commit()
                return group, begun.payment

            self.group, payment = self.run(begin())
            self.is_paid = False
            self.snapshot = PaymentSnapshot(
                gateway_ref=f"pi_{payment.id}",
                our_ref=str(payment.id),
                state=PaymentStanding.CAPTURED,
                asked_minor=payment.amount_minor,
                amount_minor=payment.amount_minor,
                refunded_minor=0,
                currency="CNY",
                charge_ref="ch_1",
                created_at=utcnow(),
            )
            self.payment_id = payment.id

        async def does(self, what: Coroutine[Any, Any, Any]) -> Any:
            try:
                async with self.session.begin_nested():
                    return await what
            except MarketError:
                return None
            finally:
                await self.session.commit()

        @rule(standing=st.sampled_from([*PaymentStanding, *[PaymentStanding.CAPTURED] * 8]))
        def hear_of_the_payment(self, standing: PaymentStanding) -> None:
            snapshot = self.snapshot
            if standing is not PaymentStanding.CAPTURED:
                snapshot = replace(snapshot, state=standing, amount_minor=0)
            self.is_paid |= standing is PaymentStanding.CAPTURED
            self.run(
                self.does(
                    service.fold(
                        self.session, payment_id=self.payment_id, snapshot=snapshot, now=utcnow()
                    )
                )
            )

        @precondition(lambda self: self.is_paid)
        @rule(which=st.integers(0, 1), part=st.integers(1, 9_000))
        def promise(self, which: int, part: int) -> None:
            asked = service.request_refund(
                self.session,
                order_id=self.group.orders[which].id,
                amount_minor=part,
                reason="",
                requested_by=None,
                now=utcnow(),
            )
            self.run(self.does(asked))

        @precondition(lambda self: self.is_paid)
        @rule(which=st.integers(0, 1))
        def cancel(self, which: int) -> None:
            asked = service.cancel_order(
                self.session,
                order_id=self.group.orders[which].id,
                account_id=self.group.account_id,
                now=utcnow(),
            )
            self.run(self.does(asked))

        @rule(pick=st.integers(0, 20), standing=st.sampled_from(TOLD))
        def hear_of_a_refund(self, pick: int, standing: RefundStanding) -> None:
            async def hear() -> None:
                refunds = list(await self.session.scalars(sa.select(Refund).order_by(Refund.id)))
                if not refunds:
                    return
                refund = refunds[pick % len(refunds)]
                call = await service.begin_refund(self.session, refund_id=refund.id)
                told = RefundSnapshot(
                    refund_ref=f"re_{await self.last_operation(refund.id)}",
                    gateway_ref=self.snapshot.gateway_ref,
                    op_id=str(await self.last_operation(refund.id)),
                    state=standing,
                    amount_minor=call.refund.amount_minor,
                    currency="CNY",
                )
                for _ in range(2):
                    await service.fold_refund(
                        self.session, refund_id=refund.id, snapshot=told, now=utcnow()
                    )

            self.run(self.does(hear()))

        async def last_operation(self, refund_id: UUID) -> UUID | None:
            return await self.session.scalar(
                sa.text("SELECT id FROM payment_operations WHERE refund_id = :id ORDER BY id DESC"),
                {"id": refund_id},
            )

        @rule(pick=st.integers(0, 20))
        def retry(self, pick: int) -> None:
            async def again() -> None:
                failed = list(
                    await self.session.scalars(
                        sa.select(Refund.id).where(Refund.state == RefundState.FAILED)
                    )
                )
                if failed:
                    chosen = failed[pick % len(failed)]
                    await service.retry_refund(self.session, refund_id=chosen)

            self.run(self.does(again()))

        @precondition(lambda self: self.is_paid)
        @rule(which=st.integers(0, 1))
        def receive_and_earn(self, which: int) -> None:
            async def receive() -> None:
                await self.session.execute(
                    sa.text(
                        "UPDATE orders SET state = 'completed'"
                        " WHERE id = :id AND state <> 'cancelled'"
                    ),
                    {"id": self.group.orders[which].id},
                )
                await posting.earn_order(
                    self.session, order_id=self.group.orders[which].id, now=utcnow()
                )

            self.run(self.does(receive()))

        @invariant()
        def the_books_hold(self) -> None:
            self.run(self.look())

        async def look(self) -> None:
            await self.session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
            await self.session.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))
            found = [each for check in CHECKS async for each in check(self.session)]
            assert found == []
            accounts = await ledger.trial_balance(self.session)
            for account in accounts:
                balance = account.balance if account.kind in HELD else -account.balance
                assert balance >= 0, account
            held = sum(each.balance for each in accounts if each.kind in HELD)
            refunded = await self.session.scalar(
                sa.select(sa.func.coalesce(sa.func.sum(Refund.amount_minor), 0)).where(
                    Refund.state == RefundState.SUCCEEDED
                )
            )
            captured = await self.session.scalar(
                sa.select(sa.func.coalesce(sa.func.sum(Payment.captured_minor), 0))
            )
            assert held == (captured or 0) - (refunded or 0)

    return Money


def test_in_any_order_the_books_balance_and_nobody_owes_less_than_nothing(
    database_url: str, settings: object
) -> None:
    run_state_machine_as_test(machine(database_url), settings=FEW)


FEW = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
