"""Say in words what a place in a configuration may hold, read off the JSON schema of its model."""

from __future__ import annotations

from typing import Any

from .base import Model
from .errors import Key

Schema = dict[str, Any]


class Guide:
    """Answers about one model class: which keys and which values are valid where."""

    def __init__(self, model: type[Model]) -> None:
        self._root = model.model_json_schema()

    def keys(self, key: Key) -> list[str]:
        """Valid keys of the mapping at `key`."""
        return sorted({name for branch in self._branches(self._find(key)[0]) for name in branch.get("properties", {})})

    def valid(self, key: Key) -> str:
        """What may stand at `key`, with its meaning and unit."""
        schema, meaning = self._find(key)
        words = self._words(schema)
        return f"{words} ({meaning})" if meaning else words

    def _find(self, key: Key) -> tuple[Schema, str]:
        schema, meaning = self._root, ""
        for part in key:
            child = self._step(schema, part)
            if child is None:
                break
            schema, meaning = child, child.get("description", "" if isinstance(part, str) else meaning)
        return schema, meaning

    def _step(self, schema: Schema, part: str | int) -> Schema | None:
        for branch in self._branches(schema):
            child = _member(branch, part)
            if child is not None:
                return child
        return None

    def _branches(self, schema: Schema) -> list[Schema]:
        while "$ref" in schema:
            schema = self._root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        options = schema.get("anyOf") or schema.get("oneOf")
        return [leaf for option in options for leaf in self._branches(option)] if options else [schema]

    def _words(self, schema: Schema) -> str:
        branches = [self._branch_words(branch) for branch in self._branches(schema)]
        return " or ".join(dict.fromkeys(branches))

    def _branch_words(self, schema: Schema) -> str:
        if "const" in schema or "enum" in schema:
            return " | ".join(str(choice) for choice in schema.get("enum", [schema.get("const")]))
        kind = schema.get("type")
        if kind in ("number", "integer"):
            return _number_words(schema)
        if kind == "array":
            return self._list_words(schema)
        if kind == "object":
            names = ", ".join(schema.get("properties", {}))
            return f"a mapping with the keys {names}" if names else "a mapping"
        return {"string": "text", "boolean": "true | false", "null": "null"}.get(str(kind), "a value")

    def _list_words(self, schema: Schema) -> str:
        items = schema.get("prefixItems") or [schema.get("items", {})]
        low, high = schema.get("minItems", 0), schema.get("maxItems")
        count = f"{low} " if low == high else f"{low} to {high} " if high else f"at least {low} " if low else ""
        return f"a list of {count}entries, each {self._words(items[0])}"


def _member(schema: Schema, part: str | int) -> Schema | None:
    if isinstance(part, str):
        extra = schema.get("additionalProperties")
        return schema.get("properties", {}).get(part, extra if isinstance(extra, dict) else None)
    fixed = schema.get("prefixItems", [])
    return fixed[part] if part < len(fixed) else schema.get("items") or None


def _number_words(schema: Schema) -> str:
    signs = {"exclusiveMinimum": ">", "minimum": ">=", "exclusiveMaximum": "<", "maximum": "<="}
    limits = [f"{sign} {schema[name]:g}" for name, sign in signs.items() if abs(schema.get(name, 1e6)) < 1e6]
    noun = "an integer" if schema["type"] == "integer" else "a number"
    return f"{noun} {' and '.join(limits)}".rstrip()
