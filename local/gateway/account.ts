import { AwsError, type AppliedResource, type DeclaredResource } from '../front/service.ts';
import { RefusedTemplate } from '../template/refusal.ts';
import type { GatewayPorts } from './api.ts';

/** What API Gateway demands of the role that writes its logs (API Gateway guide, "Set up CloudWatch logging"). */
const LOG_ACTIONS = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:PutLogEvents',
  'logs:GetLogEvents',
  'logs:FilterLogEvents',
];

/** The settings of API Gateway in one account: the role that writes access logs. */
export class GatewayAccount {
  readonly #ports: Pick<GatewayPorts, 'assume' | 'authorize'>;
  #logs = false;

  constructor(ports: Pick<GatewayPorts, 'assume' | 'authorize'>) {
    this.#ports = ports;
  }

  /** Takes the role of an `AWS::ApiGateway::Account`. @throws AwsError `BadRequestException` when it may not write logs. */
  apply({ stack, logicalId, properties, defaultName }: DeclaredResource): AppliedResource {
    const { CloudWatchRoleArn: role, ...others } = properties;
    const [unread] = Object.keys(others);
    if (unread !== undefined)
      throw new RefusedTemplate('property.unsupported', `${stack}/${logicalId}.${unread}`);
    if (typeof role === 'string') this.#ask(role);
    this.#logs = typeof role === 'string';
    return { ref: defaultName, attributes: { Id: defaultName } };
  }

  /** @throws AwsError `BadRequestException` as long as no role may write logs. */
  assertLogs(): void {
    if (this.#logs) return;
    const message = 'CloudWatch Logs role ARN must be set in account settings to enable logging';
    throw new AwsError('BadRequestException', message);
  }

  #ask(role: string): void {
    const { assume, authorize } = this.#ports;
    try {
      const requests = LOG_ACTIONS.map((action) => ({ action, resource: '*' }));
      authorize(assume(role, 'BackplaneAssumeRoleSession'), requests);
    } catch (problem) {
      if ((problem as { code?: unknown }).code !== 'AccessDeniedException') throw problem;
      const message =
        'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.';
      throw new AwsError('BadRequestException', message);
    }
  }
}
