import {createContext} from 'preact';
import {useContext, useEffect, useState} from 'preact/hooks';
import {type Address, formatAddress, parseAddress, type View} from './address.js';

export interface Navigation extends Address {
	/** Other choices in this view; what is typed replaces the address, so that going back leaves the view. */
	readonly choose: (changes: Readonly<Record<string, string>>) => void;
}

const NavigationContext = createContext<Navigation>({view: 'overview', chosen: {}, choose: () => {}});
export const NavigationProvider = NavigationContext.Provider;

export function useNavigation(): Navigation {
	return useContext(NavigationContext);
}

/** The address of a view, for links. */
export function hrefOf(view: View, chosen: Readonly<Record<string, string>> = {}): string {
	return formatAddress({view, chosen});
}

/** The address as state: it follows the browser's, and changes it. */
export function useAddress(): Navigation {
	const [address, setAddress] = useState(() => parseAddress(location.hash));
	useEffect(() => {
		const follow = () => setAddress(parseAddress(location.hash));
		addEventListener('hashchange', follow);
		return () => removeEventListener('hashchange', follow);
	}, []);
	const choose = (changes: Readonly<Record<string, string>>) => {
		const next = {view: address.view, chosen: {...parseAddress(location.hash).chosen, ...changes}};
		history.replaceState(null, '', formatAddress(next));
		setAddress(next);
	};
	return {...address, choose};
}
