"""What search engines read: schema.org data that says nothing the page does not say."""

from collections.abc import Sequence
from typing import Any, Final

from marketplace.catalog.queries import Offer, ProductSheet

VOCABULARY: Final = "https://schema.org"


def product_data(
    sheet: ProductSheet, offers: Sequence[Offer], picture: str, *, base: str
) -> dict[str, Any]:
    """A schema.org Product: no rating, no review, no figure that nobody measured."""
    data: dict[str, Any] = {
        "@context": VOCABULARY,
        "@type": "Product",
        "name": sheet.title_zh,
        "alternateName": sheet.title_en,
        "description": sheet.summary_zh or sheet.title_zh,
        "sku": str(sheet.id),
        "category": sheet.category_zh,
        "image": f"{base}{picture}",
        "url": f"{base}/products/{sheet.id}",
    }
    if offers:
        seller = {"@type": "Organization", "name": sheet.vendor_name}
        data["offers"] = [
            {
                "@type": "Offer",
                "sku": str(offer.id),
                "name": offer.name_zh,
                "price": f"{offer.price_minor // 100}.{offer.price_minor % 100:02d}",
                "priceCurrency": "CNY",
                "availability": f"{VOCABULARY}/{'InStock' if offer.can_buy else 'OutOfStock'}",
                "seller": seller,
            }
            for offer in offers
        ]
    return data
