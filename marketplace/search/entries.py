"""How an index row follows from a product, its variants, stock, seller, papers and origin."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping

from marketplace.search.words import Document, latin_place, vector

SOURCE: Final = """
SELECT p.id, p.vendor_id, p.pavilion_code, p.category_code, p.division_code, p.season_months,
       p.name_zh, p.name_en, p.title_zh, p.title_en, p.cultivar, p.shape, p.is_demo,
       p.return_policy, p.sold_count, p.published_at,
       v.slug, coalesce(nullif(v.shop_name_zh, ''), v.name) AS shop_zh, v.shop_name_en AS shop_en,
       c.name_zh AS category_zh, c.name_en AS category_en,
       offer.price_minor, offer.net_grams, offer.prices, coalesce(offer.available, 0) AS available,
       coalesce(offer.variants, 0) AS variants, photo.file_id AS photo_id,
       ARRAY(SELECT d.name FROM divisions d WHERE d.code = ANY(ARRAY[
                 left(p.division_code, 2), left(p.division_code, 4), left(p.division_code, 6),
                 left(p.division_code, 9), p.division_code]) ORDER BY d.level) AS places,
       coalesce(papers.badges, '[]') AS badges
  FROM products p
  JOIN vendors v ON v.id = p.vendor_id AND v.state = 'trading'
  JOIN categories c ON c.code = p.category_code
  LEFT JOIN LATERAL (
      SELECT (array_agg(w.price_minor ORDER BY w.sold_out, w.price_minor, w.position))[1]
                 AS price_minor,
             (array_agg(w.net_grams ORDER BY w.sold_out, w.price_minor, w.position))[1]
                 AS net_grams,
             count(DISTINCT w.price_minor) AS prices, count(*) AS variants,
             sum(w.available) AS available
        FROM (SELECT x.price_minor, x.net_grams, x.position,
                     coalesce(s.on_hand - s.reserved, 0) AS available,
                     coalesce(s.on_hand - s.reserved, 0) = 0 AS sold_out
                FROM variants x LEFT JOIN stock_items s ON s.variant_id = x.id
               WHERE x.product_id = p.id AND x.archived_at IS NULL) w
  ) offer ON true
  LEFT JOIN LATERAL (
      SELECT file_id FROM product_photos
       WHERE product_id = p.id AND removed_at IS NULL ORDER BY position, id LIMIT 1
  ) photo ON true
  LEFT JOIN LATERAL (
      SELECT jsonb_agg(DISTINCT jsonb_build_object('code', t.code, 'zh', t.badge_zh,
                 'en', t.badge_en, 'position', t.position)) AS badges
        FROM product_certificates l
        JOIN certificates z ON z.id = l.certificate_id
        JOIN certificate_types t ON t.code = z.type_code
       WHERE l.product_id = p.id AND z.vendor_id = p.vendor_id AND z.state = 'valid'
         AND coalesce(z.valid_from, :day) <= :day AND :day <= coalesce(z.valid_until, :day)
  ) papers ON true
 WHERE p.state = 'listed'
   AND (p.return_policy = 'display_only' OR offer.variants > 0)
   AND {scope}
 ORDER BY p.id
 LIMIT :limit
"""
"""Everything an index row is made of. Format with ``scope``, a condition on ``p`` (products)."""

COLUMNS: Final = {
    "product_id": "uuid",
    "vendor_id": "uuid",
    "pavilion_code": "text",
    "category_code": "text",
    "division_code": "text",
    "season_months": "smallint[]",
    "badges": "text[]",
    "price_minor": "bigint",
    "sold_count": "int",
    "is_sellable": "boolean",
    "published_at": "timestamptz",
    "tokens": "text",
    "card": "jsonb",
}
"""Columns of an index row and their types in a JSON record set."""


def entry(row: RowMapping) -> dict[str, Any]:
    """One row of the index. Shape: ``COLUMNS``, ready for JSON."""
    is_shown_only = row["return_policy"] == "display_only"
    badges = sorted(row["badges"], key=lambda badge: badge["position"])
    published: datetime = row["published_at"]
    return {
        "product_id": str(row["id"]),
        "vendor_id": str(row["vendor_id"]),
        "pavilion_code": row["pavilion_code"],
        "category_code": row["category_code"],
        "division_code": row["division_code"],
        "season_months": row["season_months"],
        "badges": [badge["code"] for badge in badges],
        "price_minor": 0 if is_shown_only else row["price_minor"],
        "sold_count": row["sold_count"],
        "is_sellable": not is_shown_only and row["available"] > 0,
        "published_at": published.isoformat(),
        "tokens": vector(_document(row)),
        "card": _card(row, badges, is_shown_only),
    }


def _document(row: RowMapping) -> Document:
    return Document(
        names=(row["name_zh"], row["cultivar"]),
        titles=(row["title_zh"], row["name_en"], row["title_en"]),
        kinds=(row["category_zh"], row["category_en"]),
        places=row["places"],
        sellers=(row["shop_zh"], row["shop_en"]),
    )


def _card(
    row: RowMapping, badges: Sequence[Mapping[str, Any]], is_shown_only: bool
) -> dict[str, Any]:
    """Shape: ``queries.ProductCard`` but for ``sold_count``, which changes without a new look."""
    origin = county_and_town(row["places"])
    note = "" if row["available"] > 0 else "sold_out"
    return {
        "id": str(row["id"]),
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "title_zh": row["title_zh"] or row["name_zh"],
        "title_en": row["title_en"] or row["name_en"],
        "origin_zh": " ".join(origin),
        "origin_en": ", ".join(latin_place(name) for name in reversed(origin)),
        "price_minor": 0 if is_shown_only else row["price_minor"],
        "has_prices": not is_shown_only and row["prices"] > 1,
        "net_grams": 0 if is_shown_only else row["net_grams"],
        "badges": [{"zh": badge["zh"], "en": badge["en"]} for badge in badges],
        "season_months": row["season_months"],
        "note": "display_only" if is_shown_only else note,
        "shape": row["shape"],
        "photo_id": str(row["photo_id"]) if row["photo_id"] else "",
    }


def county_and_town(places: Sequence[str]) -> Sequence[str]:
    """From 甘肃省, 陇南市, 成县, 红川镇, … the two a buyer knows a thing by."""
    return places[2:4] or places[-1:]
