"""Dates as the pages of each language print them, with the words of the shipped packs, and what must not be read."""

from __future__ import annotations

import json
from functools import cache

import pytest

from cleaner.page import Page
from cleaner.rules import Rules
from cleaner.text.dates import Calendar, with_year
from cleaner.text.months import CALENDARS, calendar_data


@cache
def rules() -> Rules:
    return Rules.load(site_files=False)


@cache
def calendar(language: str) -> Calendar:
    return rules().select(Page(()), languages=[language]).context.calendar


READ = [
    ("da", "05.08.2024, kl. 13.05", "2024-08-05T13:05:00"),
    ("da", "4. december 2024 kl. 13.05", "2024-12-04T13:05:00"),
    ("sv", "kl. 13.05, 5 augusti 2024", "2024-08-05T13:05:00"),
    ("no", "5. aug. 2024 klokka 13:05", "2024-08-05T13:05:00"),
    ("fi", "5.8.2024 klo 13.05", "2024-08-05T13:05:00"),
    ("fi", "5. elokuuta 2024 klo 13.05", "2024-08-05T13:05:00"),
    ("de", "4. 12. 2024", "2024-12-04"),
    ("de", "Mi., 4. 12. 2024, 13.05 Uhr", "2024-12-04T13:05:00"),
    ("de", "Mittwoch, den 4. Dezember 2024 um 13 Uhr", "2024-12-04T13:00:00"),
    ("fr", "mer. 4 déc. 2024 à 13h05", "2024-12-04T13:05:00"),
    ("fr", "1er décembre 2024 à 13 h 05", "2024-12-01T13:05:00"),
    ("fr", "mar. 3 décembre 2024", "2024-12-03"),
    ("it", "mar 3 dic 2024, ore 13:05", "2024-12-03T13:05:00"),
    ("es", "4 de diciembre de 2024, 13:05 hs", "2024-12-04T13:05:00"),
    ("es", "4 de diciembre de 2024 a las 1:05 p. m.", "2024-12-04T13:05:00"),
    ("pt", "4 de dezembro de 2024 às 13h05", "2024-12-04T13:05:00"),
    ("pt", "04/12/2024 às 13:05", "2024-12-04T13:05:00"),
    ("ru", "4 декабря 2024 г. в 13 ч.", "2024-12-04T13:00:00"),
    ("ru", "4 декабря 2024 года, 13:05", "2024-12-04T13:05:00"),
    ("uk", "4 грудня 2024 року о 13:05", "2024-12-04T13:05:00"),
    ("cs", "4. 12. 2024 v 13.05 hod.", "2024-12-04T13:05:00"),
    ("pl", "4 grudnia 2024 r., godz. 13:05", "2024-12-04T13:05:00"),
    ("hu", "2024. december 4. 13:05", "2024-12-04T13:05:00"),
    ("hu", "2024. 12. 4.", "2024-12-04"),
    ("ro", "4 decembrie 2024, ora 13:05", "2024-12-04T13:05:00"),
    ("el", "4 Μαΐου 2024", "2024-05-04"),
    ("el", "4 ΜΑΙΟΥ 2024", "2024-05-04"),
    ("el", "Ιούνιος 4, 2024", "2024-06-04"),
    ("el", "4 Ιούλιος 2024, 1:05 μ.μ.", "2024-07-04T13:05:00"),
    ("tr", "4 ARALIK 2024", "2024-12-04"),
    ("hi", "4 फरवरी 2024", "2024-02-04"),
    ("hi", "4 फ़रवरी 2024, शाम 5:30 बजे", "2024-02-04T17:30:00"),
    ("hi", "December 4, 2024", "2024-12-04"),
    ("hi", "04 Dec 2024", "2024-12-04"),
    ("bn", "৪ অগস্ট ২০২৪", "2024-08-04"),
    ("bn", "৪ আগস্ট ২০২৪", "2024-08-04"),
    ("fa", "۴ آگوست ۲۰۲۴", "2024-08-04"),
    ("fa", "سه‌شنبه ۴ دسامبر ۲۰۲۴ ساعت ۱۳:۰۵", "2024-12-04T13:05:00"),
    ("fa", "4 ژوئيه 2024", "2024-07-04"),
    ("ar", "4 أيلول 2024", "2024-09-04"),
    ("ar", "٤ ديسمبر ٢٠٢٤ 1:05 م", "2024-12-04T13:05:00"),
    ("ar", "4 كانون الأول 2024", "2024-12-04"),
    ("ar", "4 غشت 2024", "2024-08-04"),
    ("ur", "4 دسمبر 2024", "2024-12-04"),
    ("id", "Rabu, 4 Nopember 2024 pukul 13.05 WIB", "2024-11-04T13:05:00+07:00"),
    ("id", "4 Ags 2024", "2024-08-04"),
    ("id", "4 Ogos 2024", "2024-08-04"),
    ("vi", "4 tháng 12 năm 2024", "2024-12-04"),
    ("vi", "Thứ tư, ngày 4 tháng 12 năm 2024", "2024-12-04"),
    ("vi", "Thứ Tư, 4/12/2024, 13:05 (GMT+7)", "2024-12-04T13:05:00+07:00"),
    ("vi", "4 tháng mười hai 2024", "2024-12-04"),
    ("ja", "2024年12月4日(水) 13時05分", "2024-12-04T13:05:00"),
    ("ja", "2024年12月4日水曜日 午後1時5分", "2024-12-04T13:05:00"),
    ("zh", "2024年12月4日 星期三 下午1点05分", "2024-12-04T13:05:00"),
    ("ko", "2024년 12월 4일 수요일 오후 1:05", "2024-12-04T13:05:00"),
    ("ko", "2024년 12월 4일 13시 05분", "2024-12-04T13:05:00"),
    ("en", "12/14/24", "2024-12-14"),
    ("en", "the 4th of December, 2024 at 1 p.m.", "2024-12-04T13:00:00"),
]  # fmt: skip
REFUSED = [
    ("en", "5 December 2024, from 10:30 am"),
    ("en", "13.05 goals in 2024"),
    ("en", "14/09/03"),
    ("en", "May, June and July 2024"),
    ("de", "Heft 12. 2024"),
    ("de", "13.05 Uhr"),
    ("de", "4. 13. 2024"),
    ("sv", "kl. 13.05 den 5 augusti"),
    ("fa", "۱۴ آذر ۱۴۰۳"),
    ("fa", "۱۴ مهر ۲۰۲۴"),
    ("fa", "۱۴۰۳/۰۹/۱۴"),
    ("fa", "۱۴/۰۹/۰۳"),
    ("fa", "14/09/1403"),
    ("ar", "4 رمضان 1446"),
    ("ar", "4 رمضان 2024"),
    ("vi", "4 tháng 13 năm 2024"),
    ("vi", "tháng 12 năm 2024"),
    ("ja", "2024年13月4日"),
    ("ja", "昭和49年12月4日"),
    ("ko", "12월 4일"),
    ("es", "mayo y junio de 2024, 4"),
    ("hi", "4 चैत्र 2024"),
]


@pytest.mark.parametrize(("language", "text", "expected"), READ)
def test_read(language: str, text: str, expected: str) -> None:
    assert calendar(language).read(text) == expected


@pytest.mark.parametrize(("language", "text"), REFUSED)
def test_refused(language: str, text: str) -> None:
    assert calendar(language).read(text) is None


def test_without_its_year() -> None:
    assert calendar("ja").read("12月4日", year_optional=True) == "--12-04"
    assert calendar("vi").read("4 tháng 12", year_optional=True) == "--12-04"
    assert calendar("fa").read("14 آذر", year_optional=True) is None


def test_a_leap_day_of_another_year_is_not_completed() -> None:
    assert with_year("--02-29", "2024-03-01") == "2024-02-29"
    assert with_year("--02-29", "2025-03-01") is None
    assert with_year("--02-29", "2024-01-01T10:00:00") == "2024-02-29"
    assert with_year("--02-29", "not a date") is None


def test_the_names_of_months_come_with_the_program() -> None:
    assert len(json.loads(CALENDARS.read_text(encoding="utf-8"))) >= 200
    assert "märz" in calendar_data("de")["march"]
    assert calendar_data("nowhere") == {}
