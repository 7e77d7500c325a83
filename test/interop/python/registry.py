"""Registers versions of two models as people do, and notes what MLflow's client says of them."""
import hashlib
import json
import pathlib
import sys
import warnings

import mlflow
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
client = mlflow.MlflowClient()
X, y = load_iris(return_X_y=True, as_frame=True)
mlflow.set_experiment("registry")
is_third = int(mlflow.__version__.split(".")[0]) >= 3
for model, count in [("Iris (EU)", 4), ("other", 1)]:
    for number in range(1, count + 1):
        with mlflow.start_run():
            mlflow.log_params({"C": 0.1 * number, "max_iter": 200})
            fitted = LogisticRegression(C=0.1 * number, max_iter=200).fit(X, y)
            mlflow.log_metric("accuracy", fitted.score(X, y))
            name = {"name": "model"} if is_third else {"artifact_path": "model"}
            signature = infer_signature(X, fitted.predict(X))
            mlflow.sklearn.log_model(fitted, **name, signature=signature, registered_model_name=model)

iris = "Iris (EU)"
client.update_registered_model(iris, "Tells flowers apart.")
client.set_registered_model_tag(iris, "team", "growth")
client.update_model_version(iris, "2", "The second one.")
client.set_model_version_tag(iris, "3", "validated", "yes")
client.transition_model_version_stage(iris, "1", "Archived")
client.transition_model_version_stage(iris, "2", "Production")
client.transition_model_version_stage(iris, "3", "Staging")
client.set_registered_model_alias(iris, "challenger", "3")
client.copy_model_version(f"models:/{iris}/4", "copies")
client.copy_model_version("models:/copies/1", "copies")
client.delete_model_version(iris, "4")
if is_third:
    # The version that is registered from it loads all the same.
    client.delete_logged_model(client.get_model_version(iris, "1").source.removeprefix("models:/"))


def files(uri):
    folder = pathlib.Path(mlflow.artifacts.download_artifacts(uri))
    # The client adds this one to what it downloads from the registry.
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "registered_model_meta"]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


view = {}
for model in client.search_registered_models():
    for version in client.search_model_versions(f"name='{model.name}'"):
        run = client.get_run(version.run_id) if version.run_id else None
        view[f"{model.name}/{version.version}"] = {
            "stage": version.current_stage,
            "created": version.creation_timestamp,
            "metrics": run.data.metrics if run else {},
            "files": files(f"models:/{model.name}/{version.version}"),
        }
with open(sys.argv[1], "w") as file:
    json.dump(view, file)
