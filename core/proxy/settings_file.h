// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "proxy/proxy_settings.h"

#include <string_view>

namespace hoplens::proxy {

/// Reads a KubeProxyConfiguration, or the plain form in which the proxier's inputs themselves are written (mode, nodeName, nodeIP,
/// ipFamily, interfaceAddrs or localIPs, detectLocal.mode and .value, masqueradeAll, masqueradeMark, nodePortAddresses,
/// localhostNodePorts, iptablesHasRandomFully, conntrackTCPBeLiberal, nfacctCounters, nodeTopologyLabels, serviceCIDRs, ipvsScheduler).
/// node: whose pod network NodeCIDR means; may be null. Errors: InvalidInput with file, line and column. Any thread.
Result<ProxySettings> readProxySettings(std::string_view text, const std::string& file, const kube::Node* node);

} // namespace hoplens::proxy
