"""What Python's YAML readers make of texts: yaml_readers.py FILE, a line of JSON {text, value} each, prints those they take otherwise."""
import json
import sys

import yaml
from ruamel.yaml import YAML

READERS = {
    "PyYAML": lambda text: yaml.load(text, yaml.SafeLoader),
    "libyaml": lambda text: yaml.load(text, yaml.CSafeLoader),
    "ruamel": lambda text: YAML(typ="safe", pure=True).load(text),
    "ruamel with libyaml": lambda text: YAML(typ="safe").load(text),
}


def same(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    numbers = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in (a, b))
    return a == b and (numbers or type(a) is type(b))


def differences(text, value):
    for name, read in READERS.items():
        try:
            found = read(text)
        except Exception as error:
            yield {"reader": name, "text": text, "found": str(error)}
        else:
            if not same(found, value):
                yield {"reader": name, "text": text, "found": repr(found)}


entries = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
print(json.dumps([each for entry in entries for each in differences(entry["text"], entry["value"])]))
