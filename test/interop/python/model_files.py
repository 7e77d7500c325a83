"""Writes model files as people do, and what the packages say of them: model_files.py FOLDER."""
import json
import os
import pathlib
import pickle
import sys

os.environ["KERAS_BACKEND"] = "jax"

import gguf
import joblib
import keras
import lightgbm
import numpy as np
import pandas as pd
import skops.io
import xgboost
from joblib import numpy_pickle
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

folder = pathlib.Path(sys.argv[1])
os.chdir(folder)
rng = np.random.default_rng(7)
X = rng.normal(size=(90, 4))
y = (X[:, 0] > 0).astype(int)
three = rng.integers(0, 3, 90)
view = {}


def imports_of(path):
    """The names that loading it imports, by the unpicklers' own account; the arrays in a joblib file may hold pickles."""
    names = set()

    def recording(base):
        class Recording(base):
            def find_class(self, module, name):
                names.add(f"{module}.{name}")
                return super().find_class(module, name)

        return Recording

    Unpickler, NumpyUnpickler, load = pickle.Unpickler, numpy_pickle.NumpyUnpickler, pickle.load
    numpy_pickle.NumpyUnpickler = recording(NumpyUnpickler)
    pickle.load = lambda file, **options: recording(Unpickler)(file, **options).load()
    try:
        if path.endswith(".joblib"):
            joblib.load(path)
        else:
            with open(path, "rb") as file:
                pickle.load(file)
    finally:
        numpy_pickle.NumpyUnpickler, pickle.load = NumpyUnpickler, load
    return sorted(names)


def pickles():
    model = make_pipeline(StandardScaler(), RandomForestClassifier(5, random_state=0)).fit(X, y)
    boosted = lightgbm.LGBMClassifier(n_estimators=3, verbose=-1).fit(X, y)
    large = {"weights": np.arange(300_000.0), "names": np.array(["a", "b"], dtype=object), "model": model}
    for protocol in range(6):
        path = f"protocol-{protocol}.pkl"
        pathlib.Path(path).write_bytes(pickle.dumps([model, boosted], protocol))
        view[path] = {"format": "pickle", "imports": imports_of(path)}
    for name, options in {"plain": {}, "zlib": {"compress": 3}, "gzip": {"compress": ("gzip", 3)}, "old": {"protocol": 2}}.items():
        path = f"{name}.joblib"
        joblib.dump(large, path, **options)
        view[path] = {"format": "joblib", "imports": imports_of(path)}
    # Nobody looks into these; that is what a person is told.
    for name, format in {"bz2": "bzip2", "lzma": "lzma", "xz": "xz", "lz4": "lz4"}.items():
        joblib.dump(large, f"{name}.joblib", compress=(name, 3))
        view[f"{name}.joblib"] = {"format": format, "problems": ["content was not inspected"]}
    own = make_pipeline(FunctionTransformer(imports_of), StandardScaler())
    for name, each in {"model": model, "own": own}.items():
        skops.io.dump(each, f"{name}.skops")
        untrusted = sorted(skops.io.get_untrusted_types(file=f"{name}.skops"))
        # scikit-learn's own trees, which every forest has, are mentioned apart from what no ordinary model needs.
        trees = [each for each in untrusted if each.startswith("sklearn.")]
        others = [each for each in untrusted if each not in trees]
        view[f"{name}.skops"] = {
            "format": "skops-untrusted" if untrusted else "skops",
            "facts": {"otherTypes": untrusted},
            "problems": others[:1] + trees[:1],
        }


def trees():
    names = ["age", "income", "région", "x y"]
    data = lightgbm.Dataset(X, y, feature_name=[name.replace(" ", "_") for name in names])
    frame = pd.DataFrame(X, columns=["a", "b", "c", "d"]).assign(e=pd.Categorical(["u", "v"] * 45))
    models = {
        "binary": lightgbm.train({"objective": "binary", "verbose": -1}, data, 4),
        "multiclass": lightgbm.train({"objective": "multiclass", "num_class": 3, "verbose": -1}, lightgbm.Dataset(X, three), 3),
        "categories": lightgbm.LGBMRegressor(n_estimators=2, verbose=-1).fit(frame, y).booster_,
    }
    for name, model in models.items():
        model.save_model(f"{name}.lgb.txt")
        facts = {"library": "lightgbm", "featureNames": model.feature_name(), "treeCount": model.num_trees()}
        view[f"{name}.lgb.txt"] = {"format": "lightgbm", "facts": {**facts, "objective": model.params["objective"]}}

    matrix = xgboost.DMatrix(X, y, feature_names=names)
    boosters = {
        "logistic": xgboost.train({"objective": "binary:logistic", "max_depth": 3}, matrix, 5),
        "dart": xgboost.train({"booster": "dart", "objective": "multi:softprob", "num_class": 3}, xgboost.DMatrix(X, three, feature_names=names), 2),
        "linear": xgboost.train({"booster": "gblinear", "objective": "reg:squarederror"}, matrix, 2),
        "unnamed": xgboost.XGBClassifier(n_estimators=3).fit(X, y).get_booster(),
    }
    for name, model in boosters.items():
        config = json.loads(model.save_config())["learner"]
        facts = {"library": "xgboost", "version": xgboost.__version__, "objective": config["objective"]["name"], "featureNames": model.feature_names or []}
        if name != "linear":
            facts["treeCount"] = len(model.get_dump())
        for end, format in {"json": "xgboost-json", "ubj": "xgboost-ubj"}.items():
            model.save_model(f"{name}.{end}")
            view[f"{name}.{end}"] = {"format": format, "facts": facts}


def arrays():
    each = {"x": np.arange(4), "none": np.zeros((0, 3), np.float16), "text": np.array("größe"), "flags": np.array([True]), "complex": np.array([1j]), "days": np.array(["2026-01-01"], "M8[D]"), "in/folder é": np.asfortranarray(np.ones((2, 3)))}
    fields = np.zeros(3, np.dtype([("größe", "<f4"), ("pair", "<i2", (2,))]))
    listed = lambda arrays: {"tensors": [{"name": name, "shape": list(value.shape)} for name, value in arrays.items()], "parameterCount": sum(value.size for value in arrays.values())}
    np.savez("plain.npz", **each)
    np.savez_compressed("compressed.npz", **each)
    np.save("fields.npy", fields)
    np.save("objects.npy", np.array([{"a": 1}], dtype=object))
    np.savez("objects.npz", safe=np.ones(2), objects=np.array([{}], dtype=object))
    for name in ["plain.npz", "compressed.npz"]:
        view[name] = {"format": "npz", "facts": listed(each)}
    view["fields.npy"] = {"format": "npy", "facts": listed({"": fields})}
    view["objects.npy"] = view["objects.npz"] = {"format": "pickle", "problems": ["Python objects"]}


def networks():
    dense = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)])
    own = keras.Sequential([keras.Input((4,)), keras.layers.Lambda(lambda x: x * 2), keras.layers.Dense(1)])
    start = keras.Input((4,))
    branched = keras.Model(start, [keras.layers.Dense(2)(start), keras.layers.Dense(3)(start)])
    for name, model in {"dense": dense, "branched": branched}.items():
        model.save(f"{name}.keras")
        view[f"{name}.keras"] = {"format": "keras", "facts": {"kerasVersion": keras.__version__, "lambdaCount": 0, "otherModules": []}}
    dense.save("dense.h5")
    dense.save_weights("dense.weights.h5")
    view["dense.h5"] = {"format": "hdf5", "facts": {"hasKerasModel": True, "hasLambda": False}}
    view["dense.weights.h5"] = {"format": "hdf5", "facts": {"hasKerasModel": False}}
    own.save("own.keras")
    own.save("own.h5")
    view["own.keras"] = {"format": "keras", "problems": ["Lambda layers"]}
    view["own.h5"] = {"format": "hdf5", "problems": ["Lambda layers"]}


def language_models():
    writer = gguf.GGUFWriter("tiny.gguf", "llama")
    writer.add_name("größe")
    writer.add_context_length(512)
    writer.add_token_list(["<s>", "a"])
    writer.add_float64("own.number", -1.5)
    writer.add_bool("own.flag", True)
    writer.add_array("own.list", [1, 2, 3])
    writer.add_custom_alignment(64)
    for kind in ["Q4_0", "Q8_0", "BF16"]:
        quantized = gguf.GGMLQuantizationType[kind]
        writer.add_tensor(kind.lower(), gguf.quants.quantize(np.ones((4, 64), np.float32), quantized), raw_dtype=quantized)
    writer.add_tensor("f64", np.ones((3, 2)))
    for step in [writer.write_header_to_file, writer.write_kv_data_to_file, writer.write_tensors_to_file, writer.close]:
        step()
    read = gguf.GGUFReader("tiny.gguf")
    tensors = [{"name": each.name, "dtype": each.tensor_type.name, "shape": [int(size) for size in each.shape]} for each in read.tensors]
    metadata = {key: read.fields[key].contents() for key in ["general.name", "llama.context_length", "own.number", "own.flag", "general.alignment"]}
    view["tiny.gguf"] = {"format": "gguf", "facts": {"architecture": "llama", "tensors": tensors, "metadata": metadata, "parameterCount": int(sum(each.n_elements for each in read.tensors))}}


for write in [pickles, trees, arrays, networks, language_models]:
    write()
json.dump(view, open("view.json", "w"))
