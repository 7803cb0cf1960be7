"""The tables of the golden files."""

TABLES = {
    "fruit": (["fruit", "price"], [["apple", "1.20"], ["pear", "12.00"]]),
    "tea": (["茶", "town", "°C"], [["煎茶", "宇治", "80"], ["Earl Grey", "London", "95"], ["café ☕", "Ko\u0308ln", "100"]]),
    "long": (["text"], [["a very long name of a thing"], ["東京都千代田区丸の内一丁目"], ["e\u0301" * 20]]),
}
