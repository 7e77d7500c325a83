import type { FormatName } from "../../../core/formats/catalogue.ts";
import { ByteCursor } from "../bytes/byte-cursor.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { type WireField, WireMessage } from "../bytes/protobuf.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

const MAX_TOP_FIELDS = 2000;
const wholeVocabulary = 64;

/** Wire types of ModelProto's fields by number. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const onnxFields: Readonly<Record<number, 0 | 2>> = {
  1: 0,
  2: 2,
  3: 2,
  4: 2,
  5: 0,
  6: 2,
  7: 2,
  8: 2,
  14: 2,
  20: 2,
  25: 2,
  26: 2,
};

async function isOnnx(file: RandomAccessFile): Promise<boolean> {
  const model = new WireMessage(new ByteCursor(file), { start: 0, end: file.sizeBytes });
  const seen = new Set<number>();
  let count = 0;
  for (let field = await model.next(); field !== undefined; field = await model.next()) {
    if (onnxFields[field.number] !== field.wireType || ++count > MAX_TOP_FIELDS) return false;
    seen.add(field.number);
  }
  return seen.has(1) && seen.has(7) && seen.has(8);
}

const allInside = async (
  message: WireMessage,
  test: (field: WireField) => boolean,
  atMost: number,
): Promise<boolean> => {
  let count = 0;
  for (let field = await message.next(); field !== undefined && count < atMost; field = await message.next()) {
    if (!test(field)) return false;
    count++;
  }
  return count > 0;
};

/** SavedModel {1: schema version, 2: MetaGraphDef {1 … 7, all length-delimited}}. */
async function isSavedModel(file: RandomAccessFile): Promise<boolean> {
  const model = new WireMessage(new ByteCursor(file), { start: 0, end: file.sizeBytes });
  let versions = 0;
  let graphs = 0;
  for (let field = await model.next(); field !== undefined; field = await model.next()) {
    if (field.number === 1 && field.wireType === 0) versions++;
    else if (field.number === 2 && field.wireType === 2 && graphs < 16) {
      graphs++;
      if (!(await allInside(model.inside(field), (part) => part.number <= 7 && part.wireType === 2, 1000)))
        return false;
    } else return false;
  }
  return versions === 1 && graphs > 0;
}

/** Core ML's Model {1: version, 2: description, 200 …: the model itself, 10: whether it can be trained on}. */
async function isCoreml(file: RandomAccessFile): Promise<boolean> {
  const model = new WireMessage(new ByteCursor(file), { start: 0, end: file.sizeBytes });
  const seen: number[] = [];
  for (let field = await model.next(); field !== undefined; field = await model.next()) {
    const wireType = field.number === 1 || field.number === 10 ? 0 : 2;
    if (field.wireType !== wireType || seen.includes(field.number)) return false;
    if (field.number === 2) {
      // Inputs, outputs, metadata and the like, all of them messages or texts.
      if (!(await allInside(model.inside(field), (part) => part.wireType === 2, 1000))) return false;
    } else if (field.number > 10 && field.number < 200) return false;
    seen.push(field.number);
  }
  return seen.includes(1) && seen.includes(2) && seen.filter((number) => number >= 200 && number <= 3000).length === 1;
}

/** ModelProto of SentencePiece {1: piece {1: text, 2: score, 3: kind} …}, which starts with its unknown piece. */
async function isSentencePiece(file: RandomAccessFile): Promise<boolean> {
  const wire: Readonly<Record<number, number>> = { 1: 2, 2: 5, 3: 0 };
  const model = new WireMessage(new ByteCursor(file), { start: 0, end: file.sizeBytes });
  const isPiece = (part: WireField): boolean => wire[part.number] === part.wireType;
  let hasUnknown = false;
  for (let count = 0; count < wholeVocabulary; count++) {
    const field = await model.next();
    if (field !== undefined && (field.number > 5 || field.wireType !== 2)) return false;
    if (field?.number !== 1) return count > 2 && hasUnknown;
    const text = await model.inside(field).next();
    if (text?.number !== 1 || text.wireType !== 2) return false;
    hasUnknown ||= (await model.text(text, 16)) === "<unk>";
    if (!(await allInside(model.inside(field), isPiece, 3))) return false;
  }
  return hasUnknown;
}

/** Protocol buffers have no signature: each format is known by fields that fit its schema up to the file's last byte. */
export async function detectProtobufFormat(file: RandomAccessFile): Promise<FormatName | undefined> {
  const kinds = [
    ["onnx", isOnnx],
    ["savedmodel", isSavedModel],
    ["coreml", isCoreml],
    ["sentencepiece", isSentencePiece],
  ] as const;
  for (const [format, fits] of kinds) {
    try {
      if (await fits(file)) return format;
    } catch (error) {
      if (!(error instanceof HeaderProblem)) throw error;
    }
  }
  return undefined;
}
