import type { Stack } from '../../journeys/fixture.ts';
import type { Found } from './statements.ts';

/** The physical ids under which the statements of a resource are counted when it is not counted by its logical id. */
function ownersOf({ cloud }: Stack, logicalId: string): string[] {
  const { partition, region, account } = cloud.place;
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return cloud.deployment.resources
    .filter((resource) => resource.logicalId === logicalId)
    .flatMap(({ physicalId }) => [
      `arn:${partition}:iam::${account}:role/${physicalId}`,
      arn('kms', `key/${physicalId}`),
      arn('dynamodb', `table/${physicalId}`),
      `arn:${partition}:s3:::${physicalId}`,
    ]);
}

/** How often a statement decided something on a stack so far. */
export function hitsOf(stack: Stack, counts: Readonly<Record<string, number>>, found: Found): number {
  const { file, logicalId, path, statement } = found;
  const stackName = file.slice(0, -'.template.json'.length);
  const label = statement.Sid ?? String(path.at(-1) === 'Statement' ? 0 : path.at(-1));
  if (path.length === 0) {
    const ending = `/${stackName}-${logicalId}`;
    return sum(counts, (id) => id.endsWith(ending));
  }
  if (path[0] === 'Policies') {
    return sum(counts, (id) => id.startsWith(`${stackName}/${logicalId}/`) && id.endsWith(`/${label}`));
  }
  if (path[0] === 'PolicyDocument') {
    const policy = `${stackName}/${logicalId}/${label}`;
    if (counts[policy] !== undefined) return counts[policy];
  }
  const owners = ownersOf(stack, logicalId);
  return sum(counts, (id) => owners.some((owner) => id === `${owner}/${label}`));
}

function sum(counts: Readonly<Record<string, number>>, wanted: (id: string) => boolean): number {
  return Object.entries(counts).reduce((total, [id, count]) => total + (wanted(id) ? count : 0), 0);
}
