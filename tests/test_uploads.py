"""What a file's name says, held against what it begins with."""

import io

import pytest
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage

from registry.web.fields import named_as_it_is

PDF, PNG, JPEG, XLSX = b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0...", b"PK\x03\x04..."
CSV = b"Name,Tier\n"
SCANS = (".pdf", ".png", ".jpg", ".jpeg")
LISTS = (".csv", ".txt", ".xlsx")


class Form(FlaskForm):
    scan = FileField(validators=[named_as_it_is(*SCANS)])
    file = FileField(validators=[named_as_it_is(*LISTS)])


def errors_of(app, field, name, content):
    with app.test_request_context():
        form = Form(formdata=None, data={field: FileStorage(io.BytesIO(content), name)})
        form.validate()
        assert form[field].data.read() == content
        return " ".join(form[field].errors)


pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("field", "name", "content"),
    [
        ("scan", "paper.pdf", PDF),
        ("scan", "PAPER.PNG", PNG),
        ("scan", "a.paper.jpeg", JPEG),
        ("scan", "damaged.pdf", b"no PDF at all"),
        ("file", "list.csv", CSV),
        ("file", "list.txt", b""),
        ("file", "list.xlsx", XLSX),
    ],
)
def test_a_file_that_is_what_its_name_says_goes_on(app, field, name, content):
    assert errors_of(app, field, name, content) == ""


@pytest.mark.parametrize(
    ("field", "name", "content"),
    [
        ("scan", "paper.pdf", PNG),
        ("scan", "paper.png", JPEG),
        ("scan", "paper.jpg", PDF),
        ("scan", "paper.pdf", XLSX),
        ("file", "list.csv", XLSX),
        ("file", "list.txt", PDF),
        ("file", "list.xlsx", CSV),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_words(app, field, name, content):
    assert errors_of(app, field, name, content) == "The content of this file is not what its name says."


@pytest.mark.parametrize("name", ["paper.exe", "paper", "paper.pdf.html", ".pdf"])
def test_a_file_with_another_ending_is_refused_in_words(app, name):
    assert "has to end in one of these: .pdf" in errors_of(app, "scan", name, PDF)
