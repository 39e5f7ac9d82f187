from nlp.article import Article
from nlp.datasets.dataset import Dataset
from nlp.datasets.overlap import joined, overlap, sketch_of


def data(numbers):
    articles = [Article(text=f"Bài số {number} của báo", title="Tin") for number in numbers]
    return Dataset(articles, ["a"] * len(articles), [False] * len(articles), [1.0] * len(articles))


def test_small_sets_are_known_exactly():
    sketch = sketch_of(data(range(100)))
    assert overlap(sketch, data(range(90, 130))) == 0.25
    assert overlap(sketch, data(range(200, 230))) == 0.0
    assert overlap(sketch, data([])) is None


def test_large_sets_are_estimated():
    sketch = sketch_of(data(range(20_000)))
    assert len(sketch.hashes) < 9_000, "a size that does not grow with the data"
    assert overlap(sketch, data(range(5_000))) == 1.0
    assert overlap(sketch, data(range(20_000, 25_000))) == 0.0
    half = overlap(sketch, data(range(17_500, 22_500)))
    assert 0.35 < half < 0.65


def test_case_and_spaces_make_no_other_article():
    one = Dataset([Article(text="Nước  lên\nnhanh")], ["a"], [False], [1.0])
    two = Dataset([Article(text="NƯỚC lên nhanh ")], ["b"], [False], [1.0])
    assert overlap(sketch_of(one), two) == 1.0


def test_joined_sketches_are_the_sketch_of_all():
    parts = [range(100), range(50, 400), range(3_000, 9_000)]
    together = data(sorted({number for part in parts for number in part}))
    for some in (parts[:2], parts):
        numbers = sorted({number for part in some for number in part})
        assert joined(sketch_of(data(part)) for part in some) == sketch_of(data(numbers))
    sketch = joined(sketch_of(data(part)) for part in parts)
    assert overlap(sketch, data(range(20_000, 25_000))) == 0.0
    assert overlap(sketch, together) == 1.0
