import type { DeclaredResource, ResourceType } from '../front/service.ts';
import { RefusedTemplate } from '../template/refusal.ts';

/** SSM parameters of the templates; they are read by templates only, so they live as long as the deployment. */
export interface ParameterStore {
  readonly types: readonly ResourceType[];
  get(name: string): string | undefined;
}

/** Parameter store for `AWS::SSM::Parameter` rows of type String and StringList (SecureString is not allowed in templates). */
export function createParameterStore(): ParameterStore {
  const values = new Map<string, string>();
  const apply = (resource: DeclaredResource): { ref: string; attributes: Record<string, string> } => {
    const { Name, Type, Value } = resource.properties;
    const named = typeof Name === 'string' ? Name : resource.defaultName;
    if (typeof Value !== 'string' || (Type !== 'String' && Type !== 'StringList')) {
      throw new RefusedTemplate('property.unsupported', `${resource.stack}/${resource.logicalId}`);
    }
    values.set(named, Value);
    return { ref: named, attributes: { Type, Value } };
  };
  return {
    types: [{ type: 'AWS::SSM::Parameter', apply: (resource) => Promise.resolve(apply(resource)) }],
    get: (name) => values.get(name),
  };
}
