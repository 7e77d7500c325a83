/** Stands for the owner of a project that nobody has published yet. */
export const NO_OWNER = "OWNER";

/**
 * Who publishes this project on GitHub. A fork writes its owner here and runs `npm run generate`, which writes it into the
 * package's manifest, the documentation, CODEOWNERS and the owners of the example model.
 */
export const PROJECT_OWNER: string = "OWNER";
