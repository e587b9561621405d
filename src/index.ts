// What other programs may use of portolan: the stages as functions, and the types that pass between them.

export {findCaptures} from './capture/find.js';
export type {CaptureComment, CaptureCoverage} from './capture/frame.js';
export type {Biflow, Confidence, Direction, DirectionBasis, Negotiation, Outcome} from './flow/biflow.js';
export type {FlowEdge} from './flow/edge.js';
export {PortSet} from './net/port.js';
export {CaptureError, DocumentError, PortolanError, UsageError} from './net/problem.js';
export {NO_TAG, parseVlans, VlanClasses} from './net/vlan.js';
export {type AssemblyOptions, biflowsIn, edgesOf, type Reading} from './pipeline.js';
export type {Coverage} from './policy/examine.js';
export type {Expectation, Finding, JudgedEdge} from './policy/finding.js';
export {type Judgement, judge} from './policy/judgement.js';
export {buildReport, type ReportInput} from './report/build.js';
export {formatJson} from './report/json.js';
export {assessQuality} from './report/quality.js';
export type {Report, ReportEdge, ReportExpectation, ReportFinding} from './report/report.js';
export {formatText} from './report/text.js';
export {Inventory, type InventoryParts} from './role/inventory.js';
export {loadInventory} from './role/load.js';
export {documentedPorts} from './rulepack/documented-ports.js';
export {loadPacks, shippedPacks} from './rulepack/load.js';
export type {Role, Rule, RulePack} from './rulepack/pack.js';
