# The two commands a newcomer needs: `make demo` and `make test`. PYTHON=/path/to/python3.12 chooses the interpreter.
.DEFAULT_GOAL := help
.PHONY: help demo test test-systems test-gpu explore bench clean
BIN := .venv/bin

# What lies on a user's path must not pass for what is installed in .venv.
unexport PYTHONPATH PYTHONHOME

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile

demo: ## install into .venv, run the demo suite, print its report
	@sh .ci/venv all demo
	@$(BIN)/workbench demo

test: ## install what the checks need, run every check
	@sh .ci/venv all,test test
	@sh .ci/browser
	@sh .ci/axe
	@sh .ci/prometheus
	@sh .ci/valgrind
	@sh .ci/spark
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

test-systems: ## build the environment of every system and hold each solver to the contract, try faults (tens of minutes)
	@sh .ci/venv all,test test-systems
	$(BIN)/python -m pytest -m systems

test-gpu: ## hold every solver of a card to the contract on the cards that there are; without one they skip and say so
	@sh .ci/venv all,test test-gpu
	$(BIN)/python -m pytest -rs -m gpu tests/conformance

explore: ## run the property tests on examples that nobody has seen yet
	@sh .ci/venv all,test explore
	$(BIN)/python -m pytest --hypothesis-profile=explore -m "hypothesis and not systems"

bench: ## measure what workbench itself costs (minutes; wants a quiet machine)
	@sh .ci/venv all,test bench
	$(BIN)/python benchmarks/launch.py

clean: ## remove .venv, caches and build output; never results/
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find workbench dashboards tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
