import type {RoleName} from '../rulepack/pack.js';

/**
 * Roles by the name that Configuration Manager has for them inside: `RoleName` of SMS_SCI_SysResUse, as
 * `Get-CMSiteRole` gives it. Every site system has those of no role; a name that has changed its meaning has both roles.
 */
const rolesByName: Readonly<Record<string, readonly RoleName[]>> = {
	'ai update service point': ['asset-intelligence-synchronization-point'],
	'data warehouse service point': ['data-warehouse-service-point'],
	'sms amt service point': ['out-of-band-service-point'],
	'sms application web service': ['application-catalog-web-service-point'],
	'sms certificate registration point': ['certificate-registration-point'],
	'sms cloud proxy connector': ['cmg-connection-point'],
	'sms component server': [],
	'sms data warehouse service point': ['data-warehouse-service-point'],
	'sms device management point': [],
	'sms distribution point': ['distribution-point'],
	'sms dm enrollment service': [],
	// The Intune connector until 2012 R2, the service connection point since the current branch.
	'sms dmp connector': ['microsoft-intune-connector', 'service-connection-point'],
	'sms endpoint protection point': ['endpoint-protection-point'],
	'sms enrollment server': ['enrollment-point'],
	'sms enrollment web site': ['enrollment-proxy-point'],
	'sms fallback status point': ['fallback-status-point'],
	'sms management point': ['management-point'],
	'sms multicast service point': ['multicast-distribution-point'],
	'sms notification server': [],
	'sms portal web site': ['application-catalog-website-point'],
	'sms provider': ['sms-provider'],
	'sms pxe service point': ['pxe-distribution-point'],
	'sms site server': ['site-server'],
	'sms site system': [],
	'sms software update point': ['software-update-point'],
	'sms sql server': ['sql-server'],
	'sms srs reporting point': ['reporting-services-point'],
	'sms state migration point': ['state-migration-point'],
	'sms system health validator': ['system-health-validator-point'],
};

/** The roles that a name of Configuration Manager's stands for; `undefined` for a name that is none of its. */
export function configMgrRoles(name: string): readonly RoleName[] | undefined {
	const key = name.trim().toLowerCase();
	return Object.hasOwn(rolesByName, key) ? rolesByName[key] : undefined;
}
