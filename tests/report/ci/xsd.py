"""Holds an XML document to the part of XML Schema that ``junit-10.xsd`` is written in.

That is: global elements and types, references, sequences and choices, attributes with a type of text or a pattern.
"""

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
JUNIT = Path(__file__).parent / "schemas" / "junit-10.xsd"


class XmlSchema:
    """The declarations of one file."""

    def __init__(self, path: Path) -> None:
        root = ET.parse(path).getroot()
        self._elements = {one.get("name", ""): one for one in root.findall(f"{_XS}element")}
        self._types = {one.get("name", ""): one for one in root.findall(f"{_XS}complexType")}
        self._patterns = {
            one.get("name", ""): one.findall(f".//{_XS}pattern")[0].get("value", "")
            for one in root.findall(f"{_XS}simpleType")
        }

    def check(self, element: ET.Element) -> None:
        """Hold an element, and all in it, to its declaration."""
        assert element.tag in self._elements, f"<{element.tag}> is not declared"
        self._check(element, self._elements[element.tag])

    def _check(self, element: ET.Element, declared: ET.Element) -> None:
        kind = declared.find(f"{_XS}complexType")
        if kind is None:
            kind = self._types.get(declared.get("type", ""))
        if kind is None:
            assert not element.attrib, f"<{element.tag}> has attributes"
            assert not list(element), f"<{element.tag}> has elements in it"
            return
        self._check_attributes(element, kind)
        inner = {one.get("name") or one.get("ref"): one for one in kind.iter(f"{_XS}element")}
        for child in element:
            assert child.tag in inner, f"<{child.tag}> in <{element.tag}>"
            self.check(child) if inner[child.tag].get("ref") else self._check(child, inner[child.tag])
        if kind.get("mixed") != "true":
            loose = (element.text or "") + "".join(child.tail or "" for child in element)
            assert not loose.strip(), f"<{element.tag}> has text in it"

    def _check_attributes(self, element: ET.Element, kind: ET.Element) -> None:
        known = {one.get("name", ""): one for one in kind.findall(f"{_XS}attribute")}
        assert set(element.attrib) <= set(known), f"<{element.tag}> has {sorted(set(element.attrib) - set(known))}"
        for name, one in known.items():
            assert one.get("use") != "required" or name in element.attrib, f"<{element.tag}> has no {name}"
            pattern = self._patterns.get(one.get("type", ""))
            value = element.get(name)
            assert pattern is None or value is None or re.fullmatch(pattern, value), f"{name}={value!r}"
