"""Which of the requirements, one a line, this Python would install: installed.py FILE prints them as name==version."""
import sys

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

for line in map(str.strip, open(sys.argv[1])):
    if not line or line.startswith("#"):
        continue
    requirement = Requirement(line)
    if requirement.marker is None or requirement.marker.evaluate():
        print(f"{canonicalize_name(requirement.name)}{requirement.specifier}")
