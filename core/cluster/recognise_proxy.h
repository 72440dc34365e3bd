// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/node_proxy.h"

namespace hoplens {

/// What a kernel's own rules tell of the proxy that wrote them.
struct RecognisedProxy {
    proxy::ProxyMode mode = proxy::ProxyMode::Iptables;
    std::vector<proxy::ProxyLayout> layouts = {proxy::ProxyLayout::V1_33}; ///< those that would look like this
    bool isOlderNftables = false;            ///< the nftables layout before 1.36, which is not predicted
    std::vector<proxy::ProxyMode> leftovers; ///< modes that have rules besides
};
/// nullopt: no proxy of a known kind wrote any.
std::optional<RecognisedProxy> recogniseProxy(const Namespace& node);

/// Puts into settings what the rules themselves tell and nobody else did: the mark, how pods are told apart, which counters and options the
/// kernel and its iptables have.
void adoptObserved(proxy::ProxySettings& settings, const Namespace& node, bool isConfigured);

/// The families that can be compared: those that the proxy serves, without one that was not read (rules alone, of the other family).
std::vector<IpFamily> comparableFamilies(const Namespace& node, const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& settings);

} // namespace hoplens
