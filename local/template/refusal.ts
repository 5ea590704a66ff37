/** Why a template cannot run here; each code names what the subject of the refusal is. */
export type RefusalCode =
  | 'asset.executable'
  | 'attribute.unknown'
  | 'condition.unknown'
  | 'cycle'
  | 'export.duplicate'
  | 'export.unknown'
  | 'function.unsupported'
  | 'function.malformed'
  | 'mapping.unknown'
  | 'parameter.missing'
  | 'property.unsupported'
  | 'reference.unknown'
  | 'ssm.unknown'
  | 'transform.unsupported'
  | 'type.unknown';

/** Thrown before anything is served when the template asks for what the local cloud does not emulate. */
export class RefusedTemplate extends Error {
  readonly code: RefusalCode;
  /** Logical ids, types or names; never property values. */
  readonly subject: string;

  constructor(code: RefusalCode, subject: string) {
    super(`template refused: ${code}: ${subject}`);
    this.name = 'RefusedTemplate';
    this.code = code;
    this.subject = subject;
  }
}
