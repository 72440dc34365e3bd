// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/iptables_words.h"

#include <cstdio>

namespace hoplens::proxy::words {

std::string comment(const std::string& text)
{
    const bool isOneWord = text.find(' ') == std::string::npos;
    return isOneWord ? " -m comment --comment " + text : " -m comment --comment \"" + text + "\"";
}

std::string to(const ProxiedPort& port, const Address& address)
{
    const std::string protocol(lowerName(port.protocol));
    return " -m " + protocol + " -p " + protocol + " -d " + address.text() + " --dport " + std::to_string(port.port);
}

std::string toNodePort(const ProxiedPort& port)
{
    const std::string protocol(lowerName(port.protocol));
    return " -m " + protocol + " -p " + protocol + " --dport " + std::to_string(port.nodePort);
}

std::string ifLocal(const ProxySettings& settings, IpFamily family)
{
    switch (settings.detectLocal) {
    case DetectLocal::None: return {};
    case DetectLocal::Cidr: {
        const auto cidr = settings.localCidr(family);
        return cidr ? " -s " + cidr->text() : std::string();
    }
    case DetectLocal::BridgeInterface: return " -i " + settings.localInterface;
    case DetectLocal::InterfaceNamePrefix: return " -i " + settings.localInterface + "+";
    }
    return {};
}

std::string ifNotLocal(const ProxySettings& settings, IpFamily family)
{
    const auto local = ifLocal(settings, family);
    return local.empty() ? local : " !" + local;
}

std::vector<std::string> masqueradeRules(const ProxySettings& settings)
{
    const auto mark = hexadecimal(settings.masqueradeMark);
    return {" -m mark ! --mark " + mark + "/" + mark + " -j RETURN", " -j MARK --xor-mark " + mark, comment("kubernetes service traffic requiring SNAT") + " -j MASQUERADE" + (settings.hasRandomFully ? " --random-fully" : "")};
}

std::string hexadecimal(std::uint32_t number)
{
    char text[16];
    std::snprintf(text, sizeof text, "0x%x", number);
    return text;
}

std::string probability(std::size_t left)
{
    char text[32];
    std::snprintf(text, sizeof text, "%0.10f", 1.0 / static_cast<double>(left));
    return text;
}

std::string remembers(const ProxiedPort& port, const std::string& chain) { return " -m recent --name " + chain + " --rcheck --seconds " + std::to_string(*port.affinitySeconds) + " --reap"; }

ChainText endpointChain(const ProxiedPort& port, const ProxiedEndpoint& endpoint, const std::string& chain, const std::string& commented)
{
    const std::string protocol(lowerName(port.protocol));
    return {chain, {commented + " -s " + endpoint.address.text() + jump("KUBE-MARK-MASQ"), commented + (port.affinitySeconds ? " -m recent --name " + chain + " --set" : "") + " -m " + protocol + " -p " + protocol + " -j DNAT --to-destination " + endpoint.text}};
}

} // namespace hoplens::proxy::words
