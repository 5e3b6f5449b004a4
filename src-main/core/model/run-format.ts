/** Whose files runs are read from: our own lines, or another tool's. */
export type RunFormat = "signet" | "mlflow" | "tensorboard" | "dvclive";
