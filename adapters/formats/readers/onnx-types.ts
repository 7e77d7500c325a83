import type { Field, FieldShape } from "../../../schemas/generated/types.ts";
import type { WireField, WireMessage } from "../bytes/protobuf.ts";

const MAX_DIMENSIONS = 64;
const deepestType = 8;
const wireTypeOfMessage = 2;

/** TensorProto.DataType by number, in NumPy's words. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const elementTypes: Readonly<Record<number, string>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  8: "string",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
  14: "complex64",
  15: "complex128",
  16: "bfloat16",
  17: "float8_e4m3fn",
  18: "float8_e4m3fnuz",
  19: "float8_e5m2",
  20: "float8_e5m2fnuz",
  21: "uint4",
  22: "int4",
  23: "float4_e2m1fn",
  24: "float8_e8m0fnu",
  25: "uint2",
  26: "int2",
  27: "float6_e2m3fn",
  28: "float6_e3m2fn",
};

/** The element type in NumPy's words, such as "float32". */
export const elementTypeName = (number: number): string => elementTypes[number] ?? `type_${number}`;

const columnTypes: Readonly<Record<string, FieldShape["type"]>> = {
  bool: "boolean",
  int8: "integer",
  uint8: "integer",
  int16: "integer",
  uint16: "integer",
  int32: "integer",
  uint32: "long",
  int64: "long",
  float16: "float",
  float32: "float",
  float64: "double",
  string: "string",
};

/** What a TypeProto says: a tensor (shape undefined: its rank is not known), or a shape of MLflow's column types. */
type OnnxType =
  | { readonly kind: "tensor"; readonly dtype: string; readonly shape: number[] | undefined }
  | { readonly kind: "column"; readonly shape: FieldShape }
  | { readonly kind: "optional"; readonly of: OnnxType };

const anything: OnnxType = { kind: "column", shape: { type: "any" } };

async function firstField(message: WireMessage, number: number): Promise<WireField | undefined> {
  for (let field = await message.next(); field !== undefined; field = await message.next()) {
    if (field.number === number) return field;
  }
  return undefined;
}

/** Dimensions with a name instead of a size, or with neither, vary: -1. */
async function readShape(shape: WireMessage): Promise<number[]> {
  const sizes: number[] = [];
  for (let dim = await shape.next(); dim !== undefined; dim = await shape.next()) {
    if (dim.number !== 1 || dim.wireType !== wireTypeOfMessage || sizes.length >= MAX_DIMENSIONS) continue;
    const size = await firstField(shape.inside(dim), 1);
    sizes.push(size?.wireType === 0 && Number.isSafeInteger(size.value) && size.value >= 0 ? size.value : -1);
  }
  return sizes;
}

async function readTensorType(tensor: WireMessage): Promise<OnnxType> {
  let dtype = elementTypeName(0);
  let shape: number[] | undefined;
  for (let field = await tensor.next(); field !== undefined; field = await tensor.next()) {
    if (field.number === 1 && field.wireType === 0) dtype = elementTypeName(field.value);
    if (field.number === 2 && field.wireType === wireTypeOfMessage) shape = await readShape(tensor.inside(field));
  }
  return { kind: "tensor", dtype, shape };
}

/** The type inside a list: a tensor becomes as many lists as it has dimensions. */
function columnShape(type: OnnxType): FieldShape {
  if (type.kind === "column") return type.shape;
  if (type.kind === "optional") return { ...columnShape(type.of), optional: true };
  if (type.shape === undefined) return { type: "any" };
  return type.shape.reduce<FieldShape>((items) => ({ type: "array", items }), {
    type: columnTypes[type.dtype] ?? "any",
  });
}

/** The type of a map's values, which are single numbers or texts where no rank is given: ZipMap's output says none. */
function mapValues(type: OnnxType): FieldShape {
  return columnShape(type.kind === "tensor" && type.shape === undefined ? { ...type, shape: [] } : type);
}

async function readInnerType(message: WireMessage, number: number, depth: number): Promise<OnnxType> {
  const field = await firstField(message, number);
  return field?.wireType === wireTypeOfMessage ? readType(message.inside(field), depth + 1) : anything;
}

async function readType(type: WireMessage, depth = 0): Promise<OnnxType> {
  if (depth > deepestType) return anything;
  for (let field = await type.next(); field !== undefined; field = await type.next()) {
    if (field.wireType !== wireTypeOfMessage) continue;
    const inner = type.inside(field);
    if (field.number === 1 || field.number === 8) return readTensorType(inner);
    if (field.number === 4) {
      return { kind: "column", shape: { type: "array", items: columnShape(await readInnerType(inner, 1, depth)) } };
    }
    if (field.number === 5) {
      return { kind: "column", shape: { type: "map", values: mapValues(await readInnerType(inner, 2, depth)) } };
    }
    if (field.number === 9) return { kind: "optional", of: await readInnerType(inner, 1, depth) };
  }
  return anything;
}

function toField(type: OnnxType): Field {
  switch (type.kind) {
    case "tensor":
      return type.shape === undefined ? { type: "any" } : { dtype: type.dtype, shape: type.shape };
    case "column":
      return type.shape;
    case "optional":
      return { ...toField(type.of), optional: true };
  }
}

/** A graph's input or output as a field of a signature. */
export async function readValueInfo(value: WireMessage): Promise<Field> {
  let name = "";
  let type: OnnxType = anything;
  for (let field = await value.next(); field !== undefined; field = await value.next()) {
    if (field.wireType !== wireTypeOfMessage) continue;
    if (field.number === 1) name = await value.text(field);
    if (field.number === 2) type = await readType(value.inside(field));
  }
  return { ...(name === "" ? {} : { name }), ...toField(type) };
}
