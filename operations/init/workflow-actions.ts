/** How a sub-action is named after `uses:`, such as `OWNER/modelyard/action/validate@v1`. */
export type UsesAction = (action: "draft" | "promote" | "publish" | "resolve" | "validate") => string;

/** GitHub's own actions as workflows name them: pinned, with the version as a comment. */
export const CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";
export const APP_TOKEN = "actions/create-github-app-token@bcd2ba49218906704ab6c1aa796996da409d3eb1 # v3.2.0";
