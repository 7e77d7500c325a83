"""Loads a model from a folder or an address of MLflow and predicts: predict.py MODEL OUTPUT."""
import json
import sys

import mlflow
from sklearn.datasets import load_iris

model, output = sys.argv[1:]
X = load_iris(as_frame=True).data
json.dump(mlflow.pyfunc.load_model(model).predict(X).tolist(), open(output, "w"))
