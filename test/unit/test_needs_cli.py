"""What commands say where a package that they need is not there, or is broken."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.networks import need_torch

BROKEN = {
    "OSError": "libgomp.so.1: cannot open shared object file",
    "ImportError": "libtorch_cpu.so: undefined symbol: dgemm_",
    "ModuleNotFoundError": "No module named 'sympy'",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_torch_is_refused_with_the_reason(tmp_path: Path, monkeypatch, kind: str):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch/__init__.py").write_text(f"raise {kind}({BROKEN[kind]!r})\n")
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Refused) as refusal:
        need_torch()
    assert str(refusal.value).endswith(f"torch, which cannot be imported here: {BROKEN[kind]}")
    assert refusal.value.code is Code.INPUT


def test_without_torch_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Refused, match=r"pip install 'l2c_planner\[learn\]'$"):
        need_torch()
