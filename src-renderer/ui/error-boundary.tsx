import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { ErrorNotice } from "./error-notice.tsx";

type Props = {
  /** Another value gives the children a new start. */
  readonly resetOn: string;
  readonly children: ReactNode;
};
type State = { readonly message: string | null; readonly resetOn: string };

/**
 * Shows a bug in what it holds as a notice, so that the rest of the window stays usable. (A class, as React has no
 * function for this.)
 */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { message: null, resetOn: this.props.resetOn };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps({ resetOn }: Props, state: State): State | null {
    return resetOn === state.resetOn ? null : { message: null, resetOn };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <div style={{ padding: 16 }}>
        <ErrorNotice
          failure={{
            kind: "internal",
            message: `This part of the window stopped working: ${this.state.message}`,
            diagnostics: [],
          }}
          action={
            <Button variant="default" onClick={() => this.setState({ message: null })}>
              Try again
            </Button>
          }
        />
      </div>
    );
  }
}
