/** A module of the benchmark, which is plain JavaScript that runs as it is. */
export async function benchModule<Module>(name: string): Promise<Module> {
	return (await import(new URL(`../../../scripts/bench/${name}`, import.meta.url).href)) as Module;
}
