/** Letters that do not decompose into a base letter and an accent. */
const letters: Readonly<Record<string, string>> = {
  æ: "ae",
  Æ: "AE",
  ð: "d",
  Ð: "D",
  ŋ: "ng",
  Ŋ: "NG",
  ø: "o",
  Ø: "O",
  œ: "oe",
  Œ: "OE",
  ß: "ss",
  þ: "th",
  Þ: "Th",
  ł: "l",
  Ł: "L",
};

/**
 * The name that GitHub gives an asset: special characters become a period, runs of them one, and periods at
 * either end go. It says nothing about it: the name that comes back is the only notice.
 *
 *     assetName("model (final).bin")   // "model.final.bin"
 *     assetName("é@1.2~rc.onnx")       // "e.1.2.rc.onnx"
 */
export const assetName = (asked: string): string =>
  asked
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .replaceAll(/[æÆðÐŋŊøØœŒßþÞłŁ]/g, (letter) => letters[letter] ?? ".")
    .replaceAll(/[^A-Za-z0-9._+-]/g, ".")
    .replaceAll(/\.{2,}/g, ".")
    .replaceAll(/^\.|\.$/g, "");
