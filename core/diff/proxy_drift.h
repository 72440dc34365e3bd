// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/node_proxy.h"

namespace hoplens {

enum class DriftKind : std::uint8_t { FrameMissing, ServiceMissing, ServiceLeftOver, EndpointMissing, EndpointLeftOver, AddressMissing, AddressLeftOver, RuleDiffers };
/// "endpoint-missing"; stable and documented.
std::string_view name(DriftKind kind);

/// A difference, in terms of objects. rules: those that are missing ("- …") and those that are too many ("+ …").
struct DriftEntry {
    DriftKind kind = DriftKind::RuleDiffers;
    IpFamily family = IpFamily::V4;
    std::string service; ///< "shop/cart:http"; empty for what is every Service's
    std::string sentence;
    std::vector<std::string> rules;
    bool operator==(const DriftEntry&) const = default;
};

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

/// Compares the rules of a node with those that its proxy should have written. Rules and chains of others, the order among Services,
/// empty chains that nothing leads to, and canaries make no difference. In a stable order. Cost: linear in both rule sets.
/// Errors: of the predictor.
Result<std::vector<DriftEntry>> findDrift(const Namespace& node, const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& settings, std::span<const IpFamily> families);

} // namespace hoplens
