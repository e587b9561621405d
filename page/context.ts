import {createContext} from 'preact';
import {useContext} from 'preact/hooks';
import type {Model} from './model/model.js';

const ModelContext = createContext<Model | undefined>(undefined);
export const ModelProvider = ModelContext.Provider;

/** The report that is shown. */
export function useModel(): Model {
	return useContext(ModelContext)!;
}
