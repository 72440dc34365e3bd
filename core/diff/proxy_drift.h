// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/recognise_proxy.h"

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

/// Compares the rules of a node with those that its proxy should have written. Rules and chains of others, the order among Services,
/// empty chains that nothing leads to, and canaries make no difference. In a stable order. Cost: linear in both rule sets.
/// Errors: of the predictor.
Result<std::vector<DriftEntry>> findDrift(const Namespace& node, const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& settings, std::span<const IpFamily> families);

/// Parts of what the proxy keeps that the input does not have, so that findDrift leaves them out: "virtual servers", "ipsets", "addresses".
std::vector<std::string_view> notCompared(const Namespace& node, proxy::ProxyMode mode);

} // namespace hoplens
