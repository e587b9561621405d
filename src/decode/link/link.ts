import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {unwrapArcnet} from './arcnet.js';
import {unwrapClip, unwrapSunAtm} from './atm.js';
import {skipPktAp, skipPpi, stopOf} from './carried.js';
import {unwrapCooked, unwrapCooked2} from './cooked.js';
import {unwrapDsa} from './dsa.js';
import {EtherType} from './ether-type.js';
import {unwrapEthernet} from './ethernet.js';
import {unwrapFamily} from './family.js';
import {findIp, MAX_WRAPPINGS} from './find-ip.js';
import {unwrapFrameRelay} from './frame-relay.js';
import {enterIp} from './ip.js';
import {skipJuniper} from './juniper.js';
import {unwrapFddi, unwrapIeee1394, unwrapInfiniband, unwrapIpOverFc, unwrapTokenRing} from './lan.js';
import {LinkType} from './link-type.js';
import {unwrapEnc, unwrapIpNet, unwrapNfLog, unwrapPfLog, unwrapSlip} from './logged.js';
import {unwrapCiscoHdlc, unwrapPpp, unwrapPppoe} from './ppp.js';
import {unwrapWifi} from './wifi.js';
import {skipPrismOrAvs, skipRadiotap} from './wifi-receiver.js';

/** Moves the cursor from the start of a frame to its IP packet. */
export function findNetwork(view: DataView, linkType: number, cursor: Cursor): StopCode {
	const stop = unwrapLink(view, linkType, cursor);
	return stop === Stop.None ? findIp(view, cursor) : stop;
}

/** Takes off the link header. */
function unwrapLink(view: DataView, linkType: number, cursor: Cursor): StopCode {
	switch (linkType) {
		case LinkType.Ethernet:
			return unwrapEthernet(view, cursor);
		case LinkType.LinuxCooked:
			return unwrapCooked(view, cursor);
		case LinkType.LinuxCooked2:
			return unwrapCooked2(view, cursor);
		case LinkType.Ipv4:
			cursor.etherType = EtherType.Ipv4;
			return Stop.None;
		case LinkType.Ipv6:
			cursor.etherType = EtherType.Ipv6;
			return Stop.None;
		case LinkType.Raw:
		case LinkType.RawBsd:
		case LinkType.RawOpenBsd:
			return enterIp(view, cursor);
		case LinkType.Null:
		case LinkType.Loop:
			return unwrapFamily(view, cursor);
		default:
			return unwrapRareLink(view, linkType, cursor);
	}
}

function unwrapRareLink(view: DataView, linkType: number, cursor: Cursor): StopCode {
	switch (linkType) {
		case LinkType.Ppp:
		case LinkType.PppHdlc:
			return unwrapPpp(view, cursor);
		case LinkType.PppEthernet:
			return unwrapPppoe(view, cursor);
		case LinkType.CiscoHdlc:
			return unwrapCiscoHdlc(view, cursor);
		case LinkType.FrameRelay:
			return unwrapFrameRelay(view, cursor);
		case LinkType.Wifi:
			return unwrapWifi(view, cursor);
		case LinkType.Radiotap:
			return skipRadiotap(view, cursor) || unwrapWifi(view, cursor);
		case LinkType.Prism:
		case LinkType.Avs:
			return skipPrismOrAvs(view, cursor) || unwrapWifi(view, cursor);
		case LinkType.Ppi:
			return unwrapCarried(view, skipPpi(view, cursor), cursor);
		case LinkType.PktAp:
		case LinkType.User2:
			return unwrapCarried(view, skipPktAp(view, cursor), cursor);
		case LinkType.NfLog:
			return unwrapNfLog(view, cursor);
		case LinkType.IpNet:
			return unwrapIpNet(view, cursor);
		case LinkType.PfLog:
			return unwrapPfLog(view, cursor);
		case LinkType.Enc:
			return unwrapEnc(view, cursor);
		case LinkType.Slip:
			return unwrapSlip(view, cursor);
		case LinkType.Dsa:
		case LinkType.ExtendedDsa:
			return unwrapDsa(view, cursor, linkType === LinkType.ExtendedDsa);
		default:
			return unwrapOtherLan(view, linkType, cursor);
	}
}

function unwrapOtherLan(view: DataView, linkType: number, cursor: Cursor): StopCode {
	switch (linkType) {
		case LinkType.Fddi:
			return unwrapFddi(view, cursor);
		case LinkType.TokenRing:
			return unwrapTokenRing(view, cursor);
		case LinkType.IpOverFc:
			return unwrapIpOverFc(view, cursor);
		case LinkType.Ieee1394:
			return unwrapIeee1394(view, cursor);
		case LinkType.IpOverInfiniband:
			return unwrapInfiniband(view, cursor);
		case LinkType.ArcnetBsd:
		case LinkType.ArcnetLinux:
			return unwrapArcnet(view, cursor, linkType === LinkType.ArcnetLinux);
		case LinkType.AtmRfc1483:
			cursor.etherType = EtherType.Llc;
			return Stop.None;
		case LinkType.AtmClip:
			return unwrapClip(view, cursor);
		case LinkType.SunAtm:
			return unwrapSunAtm(view, cursor);
		case LinkType.JuniperEthernet:
			return unwrapJuniper(view, LinkType.Ethernet, cursor);
		case LinkType.JuniperPpp:
			return unwrapJuniper(view, LinkType.Ppp, cursor);
		case LinkType.JuniperFrameRelay:
			return unwrapJuniper(view, LinkType.FrameRelay, cursor);
		case LinkType.JuniperCiscoHdlc:
			return unwrapJuniper(view, LinkType.CiscoHdlc, cursor);
		default:
			return Stop.UnknownLinkType;
	}
}

/** A frame inside of another header; they can be nested, by an attacker only. */
function unwrapCarried(view: DataView, linkType: number, cursor: Cursor): StopCode {
	if (linkType < 0) return stopOf(linkType);
	if (cursor.wrappings++ === MAX_WRAPPINGS) return Stop.Malformed;
	return unwrapLink(view, linkType, cursor);
}

function unwrapJuniper(view: DataView, linkType: number, cursor: Cursor): StopCode {
	const link = skipJuniper(view, cursor);
	if (link === true) return unwrapLink(view, linkType, cursor);
	return link === false ? Stop.None : link;
}
