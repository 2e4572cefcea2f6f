"""Where does each field stand when a fiche is nested by section? The keys of the JSON form, no more."""

from __future__ import annotations

from forms.spec import Block, Field, FormSpec, Line, Section


def paths(spec: FormSpec) -> dict[str, tuple[str, ...]]:
    """Return the path of keys of each field id, in the order of the paper.

    Section, then block if it has a printed title, then line if several fields share it, then the field's key.
    """
    return {
        field.id: path_of(section, block, line, field)
        for section in spec.sections
        for block in section.blocks
        for line in block.lines
        for field in line.fields
    }


def path_of(section: Section, block: Block, line: Line, field: Field) -> tuple[str, ...]:
    """Return the path of keys of one field."""
    titled = (block.id,) if block.title else ()
    shared = (line.id,) if len(line.fields) > 1 else ()
    return (section.id, *titled, *shared, field.key)
