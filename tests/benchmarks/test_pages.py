"""The benchmark of pages, with few of everything: that it runs, and what it stands a page beside."""

import os
import time

from tests.benchmarks import measuring, pages, serving
from tests.benchmarks.many_partners import Page


def test_every_page_is_measured_over_a_floor_and_few_samples_judge_nothing(tmp_path):
    results = pages.measure_pages(tmp_path, pages.Sizes.quick(teams_beside=1), on_postgres=False)
    measured = {result.target.name.split()[0] for result in results}
    assert measured >= {
        "home",
        "list",
        "search",
        "partner",
        "document",
        "conflict",
        "decision",
        "signing",
        "unchanged",
    }
    assert "home 10 after a change" in {result.target.name for result in results}
    assert all(result.ratio > 0 for result in results)
    assert measuring.exit_code(results) == measuring.EXIT_INCONCLUSIVE


def test_the_floor_has_the_rows_and_cells_of_the_page():
    body = b"<tr><th>Name</th><th>City</th></tr><tr><td>Maple</td><td>Hull</td></tr>"
    address = pages.floor_of(Page("list", "/", texts=7, team_id=3), body)
    assert address == "/rows?team=3&rows=2&cells=2&texts=7"


def test_the_clock_of_a_process_counts_what_it_worked():
    assert abs(serving.processor_seconds(os.getpid()) - time.process_time()) < 0.1
