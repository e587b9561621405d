import type {Role, RoleName} from '../rulepack/pack.js';

/** Roles of several packs by name: one that several packs define includes what any of them says. */
export function mergeRoles(roles: Iterable<Role>): Map<RoleName, Role> {
	const merged = new Map<RoleName, Role>();
	for (const role of roles) {
		const known = merged.get(role.name);
		if (known === undefined) merged.set(role.name, role);
		else merged.set(role.name, {...known, includes: [...new Set([...known.includes, ...role.includes])].sort()});
	}
	return merged;
}
