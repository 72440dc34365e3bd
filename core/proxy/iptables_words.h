// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/iptables_proxy.h"

#include <string>

/// Pieces of rules that several releases share.
namespace hoplens::proxy::words {

/// ` -m comment --comment "text"`, in quotes where it has blanks.
std::string comment(const std::string& text);
/// ` -m tcp -p tcp -d ADDRESS --dport PORT`
std::string to(const ProxiedPort& port, const Address& address);
/// ` -m tcp -p tcp --dport PORT` of the node port.
std::string toNodePort(const ProxiedPort& port);
/// ` -s 10.0.0.0/8`, ` -i cbr0`, ` -i cali+`; empty: nothing tells pods from others.
std::string ifLocal(const ProxySettings& settings, IpFamily family);
/// ` ! -s 10.0.0.0/8` and so on.
std::string ifNotLocal(const ProxySettings& settings, IpFamily family);
inline std::string jump(const std::string& chain) { return " -j " + chain; }
/// What KUBE-POSTROUTING does with packets that bear the mark.
std::vector<std::string> masqueradeRules(const ProxySettings& settings);
/// "0x4000"
std::string hexadecimal(std::uint32_t number);

/// How sure a choice must be so that each of `left` endpoints has the same share: "0.3333333333".
std::string probability(std::size_t left);
/// ` -m recent --name CHAIN --rcheck --seconds 10800 --reap`
std::string remembers(const ProxiedPort& port, const std::string& chain);
/// The chain of an endpoint. commented: the comment, or nothing.
ChainText endpointChain(const ProxiedPort& port, const ProxiedEndpoint& endpoint, const std::string& chain, const std::string& commented);

} // namespace hoplens::proxy::words
