"The rules of the house hold, and what is generated is in step with the notebooks"

from check import violations
from export import ROOT, differences
from tidy import untidy

def test_house_rules(): assert violations(ROOT) == []

def test_package_and_tests_are_in_step_with_the_notebooks(): assert list(differences()) == []

def test_notebooks_are_tidy(): assert [p.name for p in untidy()] == []
