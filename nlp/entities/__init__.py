"""Who, where and how much: entities found by rules over a gazetteer and a grammar of numbers and titles."""
