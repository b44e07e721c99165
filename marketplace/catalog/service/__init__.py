"""Writes about what is sold: one module per family of verbs."""

from marketplace.catalog.service._rows import own_product
from marketplace.catalog.service.listing import (
    Facts,
    claim_certificates,
    copy_product,
    facts_of,
    faults_of,
    move,
    save_product,
    start_product,
    submit_product,
    texts_of,
)
from marketplace.catalog.service.photos import add_photo, bring_forward, remove_photo
from marketplace.catalog.service.review import (
    approve_product,
    claim_product,
    delist_lapsed,
    reinstate_product,
    release_product,
    return_product,
    suspend_product,
)
from marketplace.catalog.service.variants import (
    VariantFacts,
    add_variant,
    archive_variant,
    change_price,
    change_variant,
)

__all__ = [
    "Facts",
    "VariantFacts",
    "add_photo",
    "add_variant",
    "approve_product",
    "archive_variant",
    "bring_forward",
    "change_price",
    "change_variant",
    "claim_certificates",
    "claim_product",
    "copy_product",
    "delist_lapsed",
    "facts_of",
    "faults_of",
    "move",
    "own_product",
    "reinstate_product",
    "release_product",
    "remove_photo",
    "return_product",
    "save_product",
    "start_product",
    "submit_product",
    "suspend_product",
    "texts_of",
]
