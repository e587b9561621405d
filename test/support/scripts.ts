/** A module of `scripts/`, which is plain JavaScript that runs as it is. */
export async function scriptModule<Module>(name: string): Promise<Module> {
	return (await import(new URL(`../../../scripts/${name}`, import.meta.url).href)) as Module;
}
