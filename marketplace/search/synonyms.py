"""Other names of the same thing: what a county calls its crops and what a city types.

Each group is one thing. Only true synonyms belong here; a kind and its sort do not
(绿茶 is a tea, but who looks for 茶 finds it by the sign itself).
"""

from collections.abc import Mapping
from typing import Final

GROUPS: Final[tuple[tuple[str, ...], ...]] = (
    # roots and tubers
    ("土豆", "马铃薯", "洋芋", "山药蛋", "potato"),
    ("红薯", "地瓜", "番薯", "甘薯", "山芋", "红苕", "白薯", "sweet potato"),
    ("山药", "怀山药", "淮山", "薯蓣", "yam"),
    ("萝卜", "莱菔", "radish"),
    ("胡萝卜", "红萝卜", "carrot"),
    ("芋头", "芋艿", "毛芋", "taro"),
    ("荸荠", "马蹄", "地栗"),
    ("莲藕", "藕", "莲菜", "lotus root"),
    ("魔芋", "蒟蒻", "磨芋", "konjac"),
    ("百合", "百合干", "lily bulb"),
    # vegetables
    ("番茄", "西红柿", "洋柿子", "tomato"),
    ("辣椒", "海椒", "辣子", "番椒", "chilli"),
    ("甜椒", "菜椒", "柿子椒", "灯笼椒"),
    ("黄瓜", "胡瓜", "青瓜", "cucumber"),
    ("南瓜", "倭瓜", "番瓜", "饭瓜", "pumpkin"),
    ("白菜", "大白菜", "黄芽菜", "cabbage"),
    ("卷心菜", "包菜", "圆白菜", "甘蓝", "莲花白", "莲花菜", "洋白菜"),
    ("菜花", "花椰菜", "花菜"),
    ("茄子", "茄瓜", "落苏", "aubergine"),
    ("洋葱", "葱头", "圆葱", "皮牙子", "onion"),
    ("大蒜", "蒜头", "胡蒜", "garlic"),
    ("生姜", "鲜姜", "ginger"),
    ("芫荽", "香菜", "胡荽", "coriander"),
    ("菠菜", "赤根菜", "spinach"),
    ("莴笋", "莴苣", "青笋", "celtuce"),
    ("黄花菜", "金针菜", "萱草", "忘忧草", "daylily"),
    ("蕨菜", "拳菜", "蕨苔"),
    ("香椿", "椿芽", "香椿芽"),
    ("四季豆", "芸豆", "豆角", "菜豆"),
    ("竹笋", "笋子", "bamboo shoot"),
    # fungi
    ("木耳", "黑木耳", "云耳", "wood ear"),
    ("银耳", "白木耳", "雪耳", "white fungus"),
    ("香菇", "冬菇", "花菇", "香蕈", "shiitake"),
    ("平菇", "侧耳", "oyster mushroom"),
    ("羊肚菌", "羊肚菜", "morel"),
    ("猴头菇", "猴头菌", "猴头"),
    # grain, beans and oil seeds
    ("玉米", "苞谷", "包谷", "棒子", "玉蜀黍", "苞米", "corn", "maize"),
    ("小米", "谷子", "粟米", "millet"),
    ("高粱", "蜀黍", "秫秫", "sorghum"),
    ("荞麦", "苦荞", "乔麦", "buckwheat"),
    ("燕麦", "莜麦", "油麦", "oat"),
    ("大米", "稻米", "rice"),
    ("黄豆", "大豆", "soybean"),
    ("蚕豆", "胡豆", "罗汉豆", "broad bean"),
    ("豌豆", "麦豆", "寒豆", "pea"),
    ("花生", "落花生", "长生果", "地果", "peanut"),
    ("向日葵", "葵花籽", "瓜子", "葵瓜子", "sunflower seed"),
    ("芝麻", "胡麻", "脂麻", "sesame"),
    ("亚麻籽", "胡麻籽", "flaxseed"),
    ("菜籽油", "菜油", "清油", "rapeseed oil"),
    # fruit and nuts
    ("核桃", "胡桃", "羌桃", "walnut"),
    ("板栗", "栗子", "毛栗", "chestnut"),
    ("枣", "红枣", "大枣", "枣子", "jujube"),
    ("苹果", "柰", "apple"),
    ("猕猴桃", "奇异果", "毛桃", "羊桃", "kiwifruit"),
    ("樱桃", "车厘子", "cherry"),
    ("草莓", "洋莓", "strawberry"),
    ("柿子", "柿", "persimmon"),
    ("西瓜", "寒瓜", "watermelon"),
    ("甜瓜", "香瓜", "白兰瓜", "melon"),
    ("柑橘", "桔子", "橘子", "柑桔", "mandarin"),
    ("柚子", "文旦", "pomelo"),
    ("菠萝", "凤梨", "pineapple"),
    ("圣女果", "小番茄", "樱桃番茄"),
    ("沙棘", "醋柳", "酸刺", "sea buckthorn"),
    ("枸杞", "枸杞子", "宁夏枸杞", "杞子", "goji"),
    ("银杏", "白果", "ginkgo"),
    ("油橄榄", "橄榄油", "olive"),
    # spice, honey, tea, herbs
    ("花椒", "川椒", "秦椒", "大红袍", "sichuan pepper"),
    ("八角", "大料", "大茴香", "star anise"),
    ("蜂蜜", "土蜂蜜", "百花蜜", "蜜糖", "honey"),
    ("金银花", "忍冬", "双花", "honeysuckle"),
    ("黄芪", "黄耆", "北芪", "astragalus"),
    ("党参", "纹党", "潞党"),
    ("天麻", "赤箭", "gastrodia"),
    # meat, fish, eggs, made food
    ("鸡蛋", "鸡子", "土鸡蛋", "egg"),
    ("小龙虾", "克氏原螯虾", "麻小"),
    ("鳝鱼", "黄鳝", "长鱼"),
    ("甲鱼", "鳖", "团鱼", "王八"),
    ("粉条", "粉丝", "苕粉", "starch noodle"),
    ("挂面", "面条", "noodle"),
    ("腊肉", "熏肉", "烟肉", "cured pork"),
    ("豆腐干", "香干", "豆干"),
    ("酸菜", "浆水菜", "泡菜"),
    ("白酒", "烧酒", "烧刀子", "baijiu"),
)


def _by_word() -> dict[str, tuple[str, ...]]:
    others: dict[str, tuple[str, ...]] = {}
    for group in GROUPS:
        for word in group:
            others[word] = tuple(other for other in group if other != word)
    return others


OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = _by_word()
"""Each word's other names."""

WORDS: Final[frozenset[str]] = frozenset(OTHER_NAMES)
"""What the word splitter must keep whole."""
