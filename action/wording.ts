/** How a workflow says what the command line says by an option or a variable, by how the command line writes it. */
export type Wording = Readonly<Record<string, string>>;

/** What is said by the token's input in every sub-action. */
const TOKEN: Wording = {
  "GITHUB_TOKEN, or run gh auth login": "the input token",
  "GITHUB_TOKEN to a valid one, or run gh auth login": "the input token to a valid one",
};

/**
 * The wording of a sub-action whose inputs are named as the options of its command are.
 *
 * @param more what is named otherwise
 * @example inputWording(["bump"], { "-C": "the input registry" })["--bump"] // "the input bump"
 */
export function inputWording(inputs: readonly string[], more: Wording = {}): Wording {
  return { ...TOKEN, ...Object.fromEntries(inputs.map((name) => [`--${name}`, `the input ${name}`])), ...more };
}

/**
 * Says in a workflow's words what was written for the command line. Whole commands stay as they are: people run them
 * elsewhere.
 *
 * @example inWorkflowWords("Name a file with --artifact FILE.", inputWording(["artifact"])) // "Name a file with the input artifact."
 */
export function inWorkflowWords(text: string, wording: Wording): string {
  const said = Object.keys(wording)
    .toSorted((a, b) => b.length - a.length)
    .join("|");
  // A command goes on to the end of its clause; an option's value is a word in capitals.
  const places = new RegExp(`\\bmodelyard [a-z][^.,;:()]*|(?<![\\w-])(${said})(?![\\w-])(?: [A-Z]{2,}\\b)?`, "g");
  const worded = text.replaceAll(places, (found: string, option: string | undefined) =>
    option === undefined ? found : (wording[option] ?? found),
  );
  return worded.startsWith("the input ") && worded !== text ? `T${worded.slice(1)}` : worded;
}
