/** The package names its types where module resolution does not look. */
declare module 'asl-validator' {
  /** Checks a definition of Amazon States Language, JSONata expressions included. */
  export default function validate(definition: object): {
    readonly isValid: boolean;
    readonly errors: readonly object[];
  };
}
