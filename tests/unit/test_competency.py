"""Competency questions are read from the heads of their files."""

from __future__ import annotations

from pathlib import Path

from lien.query import competencies

RENEWALS = """# en: Which agreements renew an earlier one?
# fr: Quels accords en renouvellent un autre ?
# Asked by: mediator, analyst
# case: agreement families
# A remark: this line is no part of the head.
PREFIX lien: <https://w3id.org/lien/ns#>
SELECT ?agreement WHERE { ?agreement lien:renews ?earlier }
"""


def test_the_head_gives_words_who_asks_and_the_case(tmp_path: Path) -> None:
    (tmp_path / "renewals.rq").write_text(RENEWALS, "utf-8")
    (tmp_path / "notes.txt").write_text("# en: not a question", "utf-8")
    (question,) = competencies(tmp_path)
    assert question.slug == "renewals"
    assert question.words == {
        "en": "Which agreements renew an earlier one?",
        "fr": "Quels accords en renouvellent un autre ?",
    }
    assert question.asked_by == "mediator, analyst"
    assert question.case == "agreement families"
    assert question.text == RENEWALS


def test_a_question_mentions_a_term_by_its_whole_name(tmp_path: Path) -> None:
    (tmp_path / "renewals.rq").write_text(RENEWALS, "utf-8")
    (question,) = competencies(tmp_path)
    assert question.mentions("renews")
    assert not question.mentions("renew")
    assert not question.mentions("Agreement")


def test_a_file_without_head_has_empty_words_and_a_missing_folder_no_question(
    tmp_path: Path,
) -> None:
    (tmp_path / "bare.rq").write_text("ASK {}", "utf-8")
    (question,) = competencies(tmp_path)
    assert (question.words, question.asked_by, question.case) == ({}, "", "")
    assert competencies(tmp_path / "nowhere") == ()


def test_the_questions_of_the_ontology_have_words_in_french_and_english() -> None:
    found = competencies()
    assert found
    assert [question.slug for question in found if not {"fr", "en"} <= set(question.words)] == []
