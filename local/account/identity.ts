import type { Authorize, Place, Principal } from '../front/service.ts';
import { createAuthorize } from '../iam/authorize.ts';
import { CredentialStore } from '../iam/credentials.ts';
import { compilePolicy } from '../iam/policy.ts';
import { RoleStore } from '../iam/roles.ts';
import { assumeForService } from '../iam/service-role.ts';
import { StatementHits } from '../iam/statement-hits.ts';
import type { Clock } from '../clock.ts';

/** Roles, keys and decisions of the emulated account. */
export interface Identity {
  readonly roles: RoleStore;
  readonly hits: StatementHits;
  readonly credentials: CredentialStore;
  readonly authorize: Authorize;
  /** Role of whoever runs this local cloud: full access, not part of any template. */
  readonly operatorArn: string;
  /** Lets a service act as a role that trusts it, on behalf of the resource `sourceArn`. */
  assume(service: string, roleArn: string, sessionName: string, sourceArn?: string): Principal;
}

/** Opens the account's identities; roles come with the templates, keys from the state folder. */
export function openIdentity(place: Place, clock: Clock, stateDir: string): Identity {
  const roles = new RoleStore(place);
  const hits = new StatementHits(() => roles.layers());
  const authorize = createAuthorize({ place, clock, roles, hits });
  const operatorArn = `arn:${place.partition}:iam::${place.account}:role/local-operator`;
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
  roles.putRole('local/operator', {
    arn: operatorArn,
    name: 'local-operator',
    tags: {},
    maxSession: 3600,
    trust: { Version: '2012-10-17', Statement: [] },
    inline: [
      {
        owner: 'local/operator',
        policy: compilePolicy({ Version: '2012-10-17', Statement: everything }, 'identity'),
      },
    ],
    managedArns: [],
    boundaryArn: undefined,
  });
  return {
    roles,
    hits,
    credentials: new CredentialStore(stateDir, clock),
    authorize,
    operatorArn,
    assume: (service, roleArn, sessionName, sourceArn) => {
      const assumption = { service, roleArn, sessionName };
      const source = sourceArn === undefined ? {} : { context: { 'aws:SourceArn': sourceArn } };
      return assumeForService({ place, roles, authorize }, { ...assumption, ...source });
    },
  };
}
