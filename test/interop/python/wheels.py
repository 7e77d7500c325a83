"""Writes small packages, laid out as an index of packages: wheels.py FOLDER."""
import pathlib
import re
import sys
import zipfile

PACKAGES = [
    ("alpha", "1.1.0", []),
    ("alpha", "1.2.0", ["beta>=1", "gamma", "delta ; extra == 'fast'", "winonly ; sys_platform == 'win32'"]),
    ("beta", "1.0", []),
    ("beta", "2.0rc1", []),
    ("gamma", "3.1", ["epsilon<2 ; python_version < '3.11'", "zeta"]),
    ("delta", "0.9.1", ["Under_Score.Name"]),
    ("epsilon", "1.9", []),
    ("epsilon", "2.0", []),
    ("zeta", "1.0.post1", []),
    ("winonly", "5", []),
    ("Under_Score.Name", "2026.6.1", []),
    ("optional", "1.0", []),
    ("tool", "7.0", ["beta"]),
]

for name, version, needs in PACKAGES:
    file = re.sub(r"[-_.]+", "_", name).lower()
    folder = pathlib.Path(sys.argv[1], file.replace("_", "-"))
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{file}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", "Provides-Extra: fast"]
    with zipfile.ZipFile(folder / f"{file}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{file}.py", "")
        wheel.writestr(f"{info}/METADATA", "\n".join(metadata + [f"Requires-Dist: {each}" for each in needs]) + "\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: wheels.py\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
