"""What DVC's own library says of the project in this folder: dvc_view.py OUTPUT."""
import json
import sys

import dvc.api

with open(sys.argv[1], "w") as output:
    json.dump({"params": dvc.api.params_show(), "metrics": dvc.api.metrics_show()}, output)
