const [CARRIAGE_RETURN, LINE_FEED] = [0x0d, 0x0a];

/** A file's bytes, and those that git stores of them where it ends the lines of a checkout otherwise (core.autocrlf). */
export function committedTextsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const stored = bytes.filter((byte, index) => byte !== CARRIAGE_RETURN || bytes[index + 1] !== LINE_FEED);
  return stored.length === bytes.length ? [bytes] : [bytes, stored];
}
