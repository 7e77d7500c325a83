"""Trains and logs a model as the tutorials do; prints the run's id."""
import sys

import mlflow
import pandas as pd
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

X, y = load_iris(return_X_y=True, as_frame=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42, test_size=0.25)
X_train.assign(target=y_train).to_csv("train.csv", index=False)

mlflow.set_experiment("iris")
with mlflow.start_run(run_name="first try") as run:
    parameters = {"C": 0.5, "max_iter": 500, "random_state": 42, "tol": 1e-05, "solver": "lbfgs"}
    mlflow.log_params(parameters)
    mlflow.log_params({"class_weight": None, "warm_start": False, "data_version": "1.10", "note": "two\nlines – é"})
    training = mlflow.data.from_pandas(pd.read_csv("train.csv"), source="train.csv", name="iris", targets="target")
    mlflow.log_input(training, context="training")
    mlflow.log_input(mlflow.data.from_pandas(X_test, name="held out"), context="Eval")

    model = make_pipeline(StandardScaler(), LogisticRegression(**parameters)).fit(X_train, y_train)
    for step, share in enumerate([0.25, 0.5, 1.0]):
        rows = int(len(X_test) * share)
        mlflow.log_metric("loss", log_loss(y_test[:rows], model.predict_proba(X_test[:rows]), labels=[0, 1, 2]), step=step)
    mlflow.log_metrics({"val/accuracy": accuracy_score(y_test, model.predict(X_test)), "not a number": float("nan"), "endless": float("-inf")})
    mlflow.set_tags({"team": "growth", "mlflow.note.content": "Trained on *iris*."})
    mlflow.log_text("hello", "notes/a file.txt")
    name = {"name": "model"} if int(mlflow.__version__.split(".")[0]) >= 3 else {"artifact_path": "model"}
    mlflow.sklearn.log_model(
        model,
        **name,
        signature=infer_signature(X_train, model.predict(X_train)),
        input_example=X_train.head(3),
        registered_model_name="iris-classifier",
    )

client = mlflow.MlflowClient()
client.set_registered_model_alias("iris-classifier", "champion", "1")
client.update_model_version("iris-classifier", "1", description="The first one.")
print(run.info.run_id, file=open(sys.argv[1], "w"), end="")
