"""Every table, imported: what migrations and tests need to see the whole schema."""

from marketplace.accounts import models as accounts
from marketplace.audit import models as audit
from marketplace.baskets import models as baskets
from marketplace.catalog import models as catalog
from marketplace.certification import models as certification
from marketplace.infra.db import Base
from marketplace.ledger import models as ledger
from marketplace.media import models as media
from marketplace.messages import models as messages
from marketplace.orders import models as orders
from marketplace.payments import models as payments
from marketplace.regions import models as regions
from marketplace.search import models as search
from marketplace.shipping import models as shipping
from marketplace.stock import models as stock
from marketplace.vendors import models as vendors

SLICES = (
    regions, accounts, media, audit, messages, vendors, certification, catalog, search, stock,
    baskets, shipping, orders, ledger, payments,
)  # fmt: skip
"""In the order in which their tables may refer to each other."""

metadata = Base.metadata
