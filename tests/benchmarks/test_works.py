"""The benchmarks of imports and of verification, with few of everything: that they run and judge nothing."""

from tests.benchmarks import list_imports, verifications
from tests.benchmarks.measuring import Verdict


def test_an_import_is_measured_over_the_rows_that_it_makes(tmp_path):
    result = list_imports.measure_import(tmp_path, list_imports.Sizes.quick())
    assert result.ratio > 1
    assert result.note == "20 lines, 261 rows"
    assert result.verdict is Verdict.INCONCLUSIVE


def test_a_file_with_records_inside_is_measured_over_records_alone(tmp_path):
    result = verifications.measure_verification(tmp_path, verifications.Sizes.quick())
    assert result.ratio > 0
    assert result.note.startswith("4 inside")
    assert result.verdict is Verdict.INCONCLUSIVE
