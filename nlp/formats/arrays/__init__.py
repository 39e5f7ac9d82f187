"""JSON that is no JSON Lines: arrays, objects that follow one another, lists wrapped in an object.

Invariant: a fault costs the item that it stands in, and memory is bounded by the longest item. Other rooms import
:mod:`.read`.
"""
