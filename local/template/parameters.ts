import { RefusedTemplate } from './refusal.ts';

/** Values for template parameters, by parameter name. */
export type Parameters = Readonly<Record<string, string>>;

interface ParameterSource {
  readonly parameters?: Parameters;
  readonly parameter: (name: string) => string | undefined;
}

const PLAIN = new Set(['String', 'Number', 'CommaDelimitedList']);
const SSM = /^AWS::SSM::Parameter::Value<(String|List<String>)>$/;
const DYNAMIC = /\{\{resolve:([^:}]+):([^}]+)\}\}/g;

/** Value of a template parameter: given, or its default; SSM types are looked up under that name. */
export function readParameter(
  name: string,
  declared: { readonly Type: string; readonly Default?: string | number },
  source: ParameterSource,
): unknown {
  const given = source.parameters?.[name] ?? declared.Default;
  if (given === undefined) throw new RefusedTemplate('parameter.missing', name);
  const text = String(given);
  const ssm = SSM.exec(declared.Type);
  if (ssm === null) {
    if (!PLAIN.has(declared.Type)) throw new RefusedTemplate('function.unsupported', declared.Type);
    return declared.Type === 'CommaDelimitedList' ? text.split(',').map((part) => part.trim()) : text;
  }
  const value = source.parameter(text);
  if (value === undefined) throw new RefusedTemplate('ssm.unknown', text);
  return ssm[1] === 'String' ? value : value.split(',');
}

/** Replaces `{{resolve:ssm:name}}` at any depth; other dynamic references are refused. */
export function resolveDynamic(value: unknown, parameter: (name: string) => string | undefined): unknown {
  if (Array.isArray(value)) return value.map((member) => resolveDynamic(member, parameter));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, member]): [string, unknown] => [
      key,
      resolveDynamic(member, parameter),
    ]);
    return Object.fromEntries(entries);
  }
  if (typeof value !== 'string' || !value.includes('{{resolve:')) return value;
  return value.replace(DYNAMIC, (_, service: string, reference: string) => {
    if (service !== 'ssm') throw new RefusedTemplate('function.unsupported', `{{resolve:${service}}}`);
    const name = reference.replace(/:\d+$/, '');
    const found = parameter(name);
    if (found === undefined) throw new RefusedTemplate('ssm.unknown', name);
    return found;
  });
}
