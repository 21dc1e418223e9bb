/** What a `Process` and its child say to each other. Parent to child: the target, its arguments. Child to parent: the target's error. */
export const TARGET = "target";
export const ARGUMENTS = "arguments";
export const ERROR = "error";
