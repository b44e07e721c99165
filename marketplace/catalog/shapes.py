"""Which silhouette stands for which product, judged by its category and its Chinese name."""

from collections.abc import Mapping
from typing import Final

Words = tuple[tuple[str, str], ...]
"""Pairs of a word in the name and a silhouette; the first word found wins."""

FRUIT: Final[Words] = (
    ("樱桃", "cherry"), ("杨梅", "bayberry"), ("草莓", "strawberry"), ("蓝莓", "blueberry"),
    ("猕猴桃", "kiwi"), ("黄桃", "yellow_peach"), ("桃", "peach"), ("杏", "apricot"),
    ("西瓜", "watermelon"), ("硒砂瓜", "watermelon"), ("瓜", "melon"), ("葡萄", "grape"),
    ("石榴", "pomegranate"), ("柿", "persimmon"), ("金枣", "jujube"), ("枣", "fresh_jujube"),
    ("山楂", "hawthorn"), ("金桔", "kumquat"), ("绿橙", "green_orange"), ("橙", "orange"),
    ("橘", "mandarin"), ("桔", "mandarin"), ("柚", "pomelo"), ("荔枝", "lychee"),
    ("芒果", "mango"), ("梨", "pear"), ("啤特果", "pear"), ("苹果", "apple"), ("果", "apple"),
)  # fmt: skip

VEGETABLE: Final[Words] = (
    ("马铃薯", "potato"), ("洋芋", "potato"), ("土豆", "potato"), ("百合", "lily"),
    ("大蒜", "garlic"), ("蒜薹", "green_shoots"), ("洋葱", "onion"), ("大葱", "scallion"),
    ("葱", "scallion"), ("山药", "yam"), ("红薯", "sweet_potato"), ("地瓜", "sweet_potato"),
    ("姜", "ginger"), ("胡萝卜", "carrot"), ("萝卜", "radish"), ("莲藕", "lotus_root"),
    ("芋", "taro"), ("辣椒", "chilli"), ("白菜", "cabbage"), ("白芹", "white_celery"),
    ("芹", "celery"), ("韭", "chive"),
    ("乌龙头", "mountain_shoot"), ("银条", "shoots"), ("蒲菜", "shoots"), ("菜", "leafy"),
)  # fmt: skip

DRIED_VEGETABLE: Final[Words] = (
    ("黄花", "daylily"), ("莲", "lotus_seed"), ("泡菜", "pickle"), ("榨菜", "pickle"),
    ("芥", "pickle"),
)  # fmt: skip

TEA: Final[Words] = (
    ("玫瑰", "rose"), ("菊", "chrysanthemum"), ("茉莉", "jasmine"), ("红茶", "black_tea"),
    ("黑茶", "dark_tea"), ("六堡", "dark_tea"), ("普洱", "dark_tea"), ("铁观音", "oolong"),
    ("岩茶", "oolong"), ("单丛", "oolong"),
)  # fmt: skip

HERB: Final[Words] = (
    ("枸杞", "goji"), ("金银花", "honeysuckle"), ("菊", "chrysanthemum"), ("人参", "ginseng"),
    ("山茱萸", "dogwood"), ("橘红", "peel"), ("连翘", "wintersweet"), ("辛夷", "wintersweet"),
    ("冬凌草", "mugwort"), ("石斛", "green_shoots"), ("阿胶", "slab"), ("艾", "mugwort"),
)  # fmt: skip

GRAIN: Final[Words] = (
    ("小米", "millet"), ("玉米", "corn"), ("薏", "coix"), ("大米", "rice"), ("贡米", "rice"),
    ("稻", "rice"), ("面粉", "wheat"), ("荞", "buckwheat"), ("蚕豆", "bean"), ("豆", "bean"),
    ("芝麻", "sesame"), ("杂粮", "mixed_grain"),
)  # fmt: skip

SNACK: Final[Words] = (
    ("胡辣汤", "soup"), ("油茶", "soup"), ("面制品", "snack_strip"), ("螺蛳粉", "noodle"),
    ("面", "noodle"), ("石子馍", "flatbread"), ("馍", "flatbread"), ("麻花", "twist"),
    ("麻糖", "candy"), ("花生糕", "candy"), ("核桃", "walnut"),
)  # fmt: skip

WORDS: Final[Mapping[str, Words]] = {
    "FRUIT": FRUIT,
    "VEG": VEGETABLE,
    "VEGP": DRIED_VEGETABLE,
    "VEGDRY": DRIED_VEGETABLE,
    "DRYVEG": DRIED_VEGETABLE,
    "FUNGI": (
        ("木耳", "wood_ear"), ("银耳", "white_fungus"), ("松茸", "matsutake"),
    ),
    "NUT": (
        ("青皮", "green_walnut"), ("山核桃", "hickory"), ("核桃", "walnut"), ("银杏", "ginkgo"),
        ("瓜子", "pumpkin_seed"), ("板栗", "chestnut"), ("花生", "peanut"), ("杏仁", "almond"),
    ),
    "GRAIN": GRAIN,
    "OIL": (("橄榄", "olive_oil"), ("核桃", "oil")),
    "TEA": TEA,
    "FLOWERFOOD": TEA,
    "HERB": HERB,
    "MEAT": (
        ("白牦牛", "white_yak"), ("牦牛", "yak"), ("羊", "sheep"), ("猪", "pig"),
        ("乌鸡", "black_chicken"),
        ("鸡", "chicken"), ("牛", "cattle"),
    ),
    "MEATP": (
        ("腊肉", "cured_meat"), ("猪蹄", "trotter"), ("火腿肠", "sausage"), ("红肠", "sausage"),
        ("火腿", "ham"), ("牛肉", "sliced_beef"), ("鸡", "roast_fowl"), ("鸭", "roast_fowl"),
    ),
    "EGG": (("松花", "century_egg"), ("鸭", "duck_egg")),
    "EGGP": (("松花", "century_egg"), ("鸭", "duck_egg")),
    "AQUA": (
        ("海参", "sea_cucumber"), ("甲鱼", "turtle"), ("虾", "crayfish"), ("蟹", "crab"),
    ),
    "AQUAP": (("海参", "sea_cucumber"),),
    "SPICE": (("花椒", "pepper"), ("陈皮", "peel"), ("椒", "dried_chilli")),
    "SAUCE": (("豆瓣", "chilli_paste"), ("酱", "chilli_paste")),
    "LIQUOR": (("葡萄酒", "wine"), ("黄酒", "rice_wine"), ("老白酒", "rice_wine")),
    "SNACK": SNACK,
    "STARCH": (),
    "SOY": (("腐竹", "yuba"),),
    "DRYFRUIT": (("柿", "dried_persimmon"), ("葡萄", "raisin"), ("罗汉果", "monk_fruit")),
    "CRAFT": (
        ("香包", "sachet"), ("泥泥狗", "clay_dog"), ("布老虎", "tiger"), ("草帽", "straw_hat"),
        ("绣", "embroidery"), ("唐三彩", "tricolour"), ("汝瓷", "celadon"), ("钧瓷", "flambe"),
        ("玉", "jade"), ("艾", "mugwort"),
    ),
    "FLOWER": (("菊", "chrysanthemum"), ("梅", "wintersweet")),
}  # fmt: skip

ORDINARY: Final[Mapping[str, str]] = {
    "FRUIT": "apple", "VEG": "leafy", "VEGP": "pickle", "VEGDRY": "daylily", "DRYVEG": "lotus_seed",
    "FUNGI": "mushroom", "NUT": "walnut", "GRAIN": "rice", "OIL": "oil", "TEA": "tea",
    "FLOWERFOOD": "rose", "HERB": "root", "MEAT": "cattle", "MEATP": "cured_meat", "EGG": "egg",
    "EGGP": "century_egg", "AQUA": "fish", "AQUAP": "sea_cucumber", "SPICE": "pepper",
    "SAUCE": "vinegar", "DAIRY": "milk", "HONEY": "honey", "LIQUOR": "liquor", "SNACK": "pastry",
    "STARCH": "vermicelli", "SOY": "tofu", "DRYFRUIT": "jujube", "BEV": "coffee",
    "CRAFT": "porcelain", "FLOWER": "flower_pot", "GIFT": "gift", "TRAVEL": "mountain",
}  # fmt: skip
"""What a category looks like when no word of the name says more; icons use it too."""


def shape_for(category_code: str, name_zh: str) -> str:
    """Name the silhouette for a product; a plain sprig for a category never seen before."""
    for word, silhouette in WORDS.get(category_code, ()):
        if word in name_zh:
            return silhouette
    return ORDINARY.get(category_code, "sprig")
