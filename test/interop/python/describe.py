"""What MLflow's own client says of a run and a model: describe.py RUN_ID MODEL_URI OUTPUT."""
import hashlib
import json
import pathlib
import sys
import tempfile

import mlflow
from sklearn.datasets import load_iris

run_id, model_uri, output = sys.argv[1:]
run = mlflow.MlflowClient().get_run(run_id)
folder = pathlib.Path(mlflow.artifacts.download_artifacts(model_uri, dst_path=tempfile.mkdtemp()))
model = mlflow.models.Model.load(str(folder / "MLmodel"))
model_id = getattr(model, "model_id", None)
own = mlflow.get_logged_model(model_id).params if model_id else {}
described = {
    # What is known of the model itself adds to what the run says.
    "params": {**run.data.params, **own},
    "metrics": {key: str(value) for key, value in run.data.metrics.items()},
    "user": run.data.tags["mlflow.user"],
    "commit": run.data.tags.get("mlflow.source.git.commit"),
    "start": run.info.start_time,
    "end": run.info.end_time,
    "datasets": [
        {
            "name": item.dataset.name,
            "digest": item.dataset.digest,
            "context": {tag.key: tag.value for tag in item.tags}.get("mlflow.data.context"),
        }
        for item in run.inputs.dataset_inputs
    ],
    "inputs": model.signature.inputs.to_dict(),
    "outputs": model.signature.outputs.to_dict(),
    "files": {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "registered_model_meta"
    },
    "requirements": [line.strip() for line in (folder / "requirements.txt").read_text().splitlines() if line.strip()],
    "predictions": mlflow.pyfunc.load_model(model_uri).predict(load_iris(as_frame=True).data).tolist(),
    "python": model.flavors["python_function"]["python_version"],
}
json.dump(described, open(output, "w"))
