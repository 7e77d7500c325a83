"""Writes ONNX and safetensors files, and what the packages read back from them: tensor_files.py FOLDER."""
import ctypes
import json
import pathlib
import sys

import ml_dtypes
import numpy as np
import onnx
import safetensors
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from skl2onnx import to_onnx
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

folder = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(7)
X = rng.normal(size=(60, 3)).astype(np.float32)
y = (X[:, 0] > 0).astype(np.int64)


def tensor(name, dtype, shape):
    return helper.make_tensor_value_info(name, dtype, shape)


def linear(opset, ir_version, *, more_inputs=(), initializers=None, shape=("batch", 3)):
    weights = initializers or [numpy_helper.from_array(np.ones((3, 2), np.float32), "weights")]
    node = helper.make_node("MatMul", ["x", weights[0].name], ["y"], name="dense")
    graph = helper.make_graph([node], "linear", [tensor("x", TensorProto.FLOAT, shape), *more_inputs], [tensor("y", TensorProto.FLOAT, ["batch", 2])], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir_version, producer_name="interop", producer_version="1.0")


def onnx_models():
    for opset, ir_version in [(7, 3), (9, 4), (13, 7), (17, 8), (21, 10), (24, 12)]:
        # Before version 4 of the format the weights were inputs too.
        own = [tensor("weights", TensorProto.FLOAT, [3, 2])] if ir_version < 4 else []
        model = linear(opset, ir_version, more_inputs=own)
        onnx.checker.check_model(model)
        yield f"opset-{opset}", model

    described = linear(18, 8)
    described.domain, described.model_version, described.doc_string = "com.acme", 2**40, "Zweck: prüfen\nTwo lines"
    helper.set_model_props(described, {"author": "älice", "notes": "x" * 3000, "": "empty key"})
    yield "described", described

    yield "any-shape", helper.make_model(
        helper.make_graph(
            [helper.make_node("Identity", ["x"], ["y"]), helper.make_node("Identity", ["s"], ["t"])],
            "shapes",
            [tensor("x", TensorProto.DOUBLE, None), tensor("s", TensorProto.STRING, [])],
            [tensor("y", TensorProto.DOUBLE, [None, "N", 0, 4]), tensor("t", TensorProto.STRING, [1])],
        )
    )
    # Every element type that the package knows, as input and as weight.
    kinds = [kind for kind in TensorProto.DataType.values() if kind != TensorProto.UNDEFINED]
    weights = [helper.make_tensor(f"w{kind}", kind, [4], [0] * 4) if kind != TensorProto.STRING else helper.make_tensor("w8", kind, [4], [b""] * 4) for kind in kinds]
    every = linear(25, 13, more_inputs=[tensor(f"x{kind}", kind, [1]) for kind in kinds], initializers=[*weights, numpy_helper.from_array(np.ones((3, 2), np.float32), "weights")])
    yield "every-type", every

    frame = {"age": X[:, :1], "income": X[:, 1:2], "region": np.array([["north"], ["south"], ["west"]] * 20)}
    features = make_column_transformer((StandardScaler(), [0, 1]), (OneHotEncoder(), [2]))
    model = make_pipeline(features, LogisticRegression()).fit(np.hstack([frame["age"], frame["income"], frame["region"]]).astype(object), y)
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType

    types = [("age", FloatTensorType([None, 1])), ("income", FloatTensorType([None, 1])), ("region", StringTensorType([None, 1]))]
    yield "classifier", to_onnx(model, initial_types=types, target_opset=18)
    yield "classifier-plain", to_onnx(LogisticRegression().fit(X, y), X[:1], options={"zipmap": False}, target_opset=15)
    yield "columns", to_onnx(LogisticRegression().fit(X, y), X[:1], options={"zipmap": "columns"}, target_opset=12)
    yield "regression", to_onnx(LinearRegression().fit(X, y), X[:1], target_opset={"": 13, "ai.onnx.ml": 1})


def element(kind):
    name = helper.tensor_dtype_to_np_dtype(kind).name
    return "string" if name == "object" else name


def column(kind):
    names = {TensorProto.FLOAT: "float", TensorProto.INT64: "long", TensorProto.STRING: "string"}
    return {"type": names[kind.tensor_type.elem_type]}


def field(value):
    kind = value.type
    which = kind.WhichOneof("value")
    if which == "sequence_type":
        items = kind.sequence_type.elem_type.map_type
        return {"name": value.name, "type": "array", "items": {"type": "map", "values": column(items.value_type)}}
    if not kind.tensor_type.HasField("shape"):
        return {"name": value.name, "type": "any"}
    shape = [dim.dim_value if dim.HasField("dim_value") else -1 for dim in kind.tensor_type.shape.dim]
    return {"name": value.name, "dtype": element(kind.tensor_type.elem_type), "shape": shape}


def onnx_view(path):
    model = onnx.load(path, load_external_data=False)
    graph = model.graph
    weights = {each.name for each in graph.initializer}
    external = dict.fromkeys(info.value for each in graph.initializer for info in each.external_data if info.key == "location")
    return {
        "format": "onnx",
        "facts": {
            "irVersion": model.ir_version,
            "producer": {"name": model.producer_name, "version": model.producer_version},
            "domain": model.domain,
            "modelVersion": model.model_version,
            "description": model.doc_string,
            "graph": graph.name,
            "nodeCount": len(graph.node),
            "opsets": [{"domain": each.domain, "version": each.version} for each in model.opset_import],
            "metadata": {each.key: each.value for each in model.metadata_props},
            "externalFiles": list(external),
            "tensors": [{"name": each.name, "dtype": element(each.data_type), "shape": list(each.dims)} for each in graph.initializer],
            "parameterCount": sum(int(np.prod(each.dims)) for each in graph.initializer),
        },
        "signature": {
            "inputs": [field(value) for value in graph.input if value.name not in weights],
            "outputs": [field(value) for value in graph.output],
        },
    }


def safetensors_view(path):
    with safetensors.safe_open(path, framework="np") as file:
        tensors = {name: file.get_slice(name) for name in file.keys()}
        return {
            "format": "safetensors",
            "facts": {
                "metadata": file.metadata() or {},
                "tensors": [{"name": name, "dtype": each.get_dtype(), "shape": list(each.get_shape())} for name, each in sorted(tensors.items())],
                "parameterCount": sum(int(np.prod(each.get_shape())) for each in tensors.values()),
            },
        }


def packed(name, shape, data):
    """A tensor of a type that NumPy has no arrays of."""
    buffer = ctypes.create_string_buffer(data, len(data))
    kept.append(buffer)
    return safetensors.TensorSpec(dtype=name, shape=shape, data_ptr=ctypes.addressof(buffer), data_len=len(data))


kept = []
view = {}
for name, model in onnx_models():
    onnx.save(model, folder / f"{name}.onnx")
    view[f"{name}.onnx"] = onnx_view(folder / f"{name}.onnx")
for name, options in {"external-one": {"all_tensors_to_one_file": True, "location": "weights.bin"}, "external-each": {"all_tensors_to_one_file": False}}.items():
    (folder / name).mkdir()
    large = [numpy_helper.from_array(np.ones((3, 2), np.float32), "weights"), numpy_helper.from_array(np.zeros((64, 64), np.float16), "more")]
    path = folder / name / "model.onnx"
    onnx.save_model(linear(17, 8, initializers=large), path, save_as_external_data=True, size_threshold=0, **options)
    view[f"{name}/model.onnx"] = onnx_view(path)

types = ["float64", "float32", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "complex64"]
small = ["bfloat16", "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu"]
every = {name: np.zeros((2, 3), name) for name in types} | {name: np.zeros((2, 3), getattr(ml_dtypes, name)) for name in small}
save_file(every, folder / "every-type.safetensors", {"format": "np", "épsilon": '"1e-5"\n', "": ""})
save_file({"none": np.zeros((0, 4), np.float32), "nothing": np.zeros((3, 0), ml_dtypes.bfloat16), "scalar": np.array(1.5)}, folder / "empty.safetensors")
save_file({}, folder / "no-tensors.safetensors", {"only": "metadata"})
save_file({f"layers.{index}.weight": np.zeros((2, 2), np.float16) for index in range(3000)}, folder / "many.safetensors")
safetensors.serialize_file({"half": packed("float4_e2m1fn_x2", [4, 8], bytes(32))}, folder / "packed.safetensors")
for path in folder.glob("*.safetensors"):
    view[path.name] = safetensors_view(path)
json.dump(view, open(folder / "view.json", "w"))
