// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/settings_file.h"

#include "kube/manifests.h"
#include "kube/object_reader.h"

#include <algorithm>
#include <set>

namespace hoplens::proxy {
namespace {

using kube::Field;
using kube::FieldKind;
using kube::ObjectReader;

constexpr std::pair<std::string_view, ProxyMode> modes[] = {{"iptables", ProxyMode::Iptables}, {"nftables", ProxyMode::Nftables}, {"ipvs", ProxyMode::Ipvs}, {"", ProxyMode::Iptables}};

/// A list, or one text with commas.
std::vector<std::string> textsOf(ObjectReader& reader, const Field& field)
{
    if (field.kind() == FieldKind::List)
        return reader.texts(field);
    std::vector<std::string> texts;
    const auto all = reader.text(field);
    for (std::size_t at = 0; at < all.size();) {
        const auto end = std::min(all.find(',', at), all.size());
        texts.push_back(all.substr(at, end - at));
        at = end + 1;
    }
    return texts;
}

std::vector<Prefix> blocksOf(ObjectReader& reader, const Field& field)
{
    std::vector<Prefix> blocks;
    for (const auto& text : textsOf(reader, field)) {
        if (const auto block = parseSloppyPrefix(text))
            blocks.push_back(*block);
        else
            reader.complain(field, "wants blocks such as 10.0.0.0/8, not \"" + text + "\"");
    }
    return blocks;
}

/// What a device may be called, or begin with.
std::string interfaceName(ObjectReader& reader, const Field& field, const Field& mode)
{
    auto name = reader.text(field);
    const bool isGood = !name.empty() && name.size() <= 15 && std::ranges::all_of(name, [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '/' && c != '\'' && c != ';' && c != '{' && c != '}' && c != '+' && c != '*'; });
    if (!isGood)
        reader.complain(field.isThere() ? field : mode, "wants the name of an interface with it");
    return name;
}

void readDetectLocal(ObjectReader& reader, ProxySettings& settings, const Field& mode, const std::vector<Prefix>& clusterCidrs, const Field& bridge, const Field& prefix, const kube::Node* node)
{
    enum class Way { Cluster, Node, Bridge, Prefix, None };
    static constexpr std::pair<std::string_view, Way> ways[] = {{"ClusterCIDR", Way::Cluster}, {"NodeCIDR", Way::Node}, {"BridgeInterface", Way::Bridge}, {"InterfaceNamePrefix", Way::Prefix}, {"None", Way::None}, {"", Way::Cluster}};
    switch (reader.named(mode, ways, Way::Cluster)) {
    case Way::Cluster: settings.localCidrs = clusterCidrs; break;
    case Way::Node:
        settings.localCidrs = clusterCidrs;
        if (node) {
            settings.localCidrs.clear();
            for (const auto& text : node->podCidrs)
                if (const auto block = parseSloppyPrefix(text))
                    settings.localCidrs.push_back(*block);
        }
        break;
    case Way::Bridge:
        settings.detectLocal = DetectLocal::BridgeInterface;
        settings.localInterface = interfaceName(reader, bridge, mode);
        return;
    case Way::Prefix:
        settings.detectLocal = DetectLocal::InterfaceNamePrefix;
        settings.localInterface = interfaceName(reader, prefix, mode);
        return;
    case Way::None: return;
    }
    settings.detectLocal = settings.localCidrs.empty() ? DetectLocal::None : DetectLocal::Cidr;
}

void readConfiguration(ObjectReader& reader, const Field& root, ProxySettings& settings, const kube::Node* node)
{
    if (root["mode"].text() == "userspace" || root["mode"].text() == "winuserspace")
        return reader.complain(root["mode"], "names a way of working that Kubernetes 1.26 retired: connections went through a process of kube-proxy's. Hoplens models iptables, nftables and ipvs");
    if (root["mode"].text() == "kernelspace")
        return reader.complain(root["mode"], "is of Windows; Hoplens models iptables, nftables and ipvs");
    settings.mode = reader.named(root["mode"], modes, ProxyMode::Iptables);
    settings.nodeName = reader.text(root["hostnameOverride"]);
    std::ranges::transform(settings.nodeName, settings.nodeName.begin(), [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    readDetectLocal(reader, settings, root["detectLocalMode"], blocksOf(reader, root["clusterCIDR"]), root["detectLocal"]["bridgeInterface"], root["detectLocal"]["interfaceNamePrefix"], node);
    const auto own = root[settings.mode == ProxyMode::Nftables ? "nftables" : settings.mode == ProxyMode::Ipvs && root["ipvs"]["masqueradeAll"].isThere() ? "ipvs" : "iptables"];
    settings.masqueradeAll = reader.flag(own["masqueradeAll"], false);
    const auto bit = reader.number<std::int32_t>(own["masqueradeBit"], 14);
    if (bit < 0 || bit > 31)
        reader.complain(own["masqueradeBit"], "wants a bit between 0 and 31");
    else
        settings.masqueradeMark = 1u << bit;
    settings.localhostNodePorts = reader.flag(root["iptables"]["localhostNodePorts"], true);
    settings.nodePortAddresses = reader.texts(root["nodePortAddresses"]);
    settings.isTcpBeLiberal = reader.flag(root["conntrack"]["tcpBeLiberal"], false);
    if (const auto scheduler = reader.text(root["ipvs"]["scheduler"]); !scheduler.empty())
        settings.scheduler = scheduler;
    if (!std::ranges::all_of(settings.scheduler, [](char c) { return c >= 'a' && c <= 'z'; }))
        reader.complain(root["ipvs"]["scheduler"], "wants the name of a scheduler");
    settings.excludedCidrs = blocksOf(reader, root["ipvs"]["excludeCIDRs"]);
    if (const auto bound = Address::parse(reader.text(root["bindAddress"])); bound && !bound->isUnspecified())
        settings.nodeIps = {*bound};
}

void readInputs(ObjectReader& reader, const Field& root, ProxySettings& settings)
{
    static constexpr std::pair<std::string_view, IpFamily> families[] = {{"IPv4", IpFamily::V4}, {"IPv6", IpFamily::V6}};
    settings.isWhole = true;
    settings.mode = reader.named(root["mode"], modes, ProxyMode::Iptables);
    settings.nodeName = reader.text(root["nodeName"]);
    if (root["ipFamily"].isThere())
        settings.families = {reader.named(root["ipFamily"], families, IpFamily::V4)};
    if (const auto text = reader.text(root["nodeIP"]); !text.empty()) {
        if (const auto address = Address::parse(text))
            settings.nodeIps = {*address};
        else
            reader.complain(root["nodeIP"], "wants an address");
    }
    for (const auto& text : reader.texts(root["interfaceAddrs"].isThere() ? root["interfaceAddrs"] : root["localIPs"])) {
        if (const auto address = Prefix::parse(text))
            settings.interfaceAddresses.push_back(*address);
        else
            reader.complain(root["interfaceAddrs"], "wants addresses, not \"" + text + "\"");
    }
    const auto local = root["detectLocal"];
    const bool isBlock = local["mode"].text() == "ClusterCIDR" || local["mode"].text() == "NodeCIDR";
    readDetectLocal(reader, settings, local["mode"], isBlock ? blocksOf(reader, local["value"]) : std::vector<Prefix>(), local["value"], local["value"], nullptr);
    settings.masqueradeAll = reader.flag(root["masqueradeAll"], false);
    if (const auto text = reader.text(root["masqueradeMark"]); !text.empty()) {
        if (const auto mark = parseNumber(text, 0xffffffff))
            settings.masqueradeMark = static_cast<std::uint32_t>(*mark);
        else
            reader.complain(root["masqueradeMark"], "wants a number");
    }
    settings.localhostNodePorts = reader.flag(root["localhostNodePorts"], true);
    settings.nodePortAddresses = reader.texts(root["nodePortAddresses"]);
    settings.hasRandomFully = reader.flag(root["iptablesHasRandomFully"], true);
    settings.isTcpBeLiberal = reader.flag(root["conntrackTCPBeLiberal"], false);
    settings.hasInvalidCounter = reader.flag(root["nfacctCounters"]["ct_state_invalid_dropped_pkts"], false);
    settings.hasLocalhostCounter = reader.flag(root["nfacctCounters"]["localhost_nps_accepted_pkts"], false);
    settings.zone = reader.text(root["nodeTopologyLabels"]["topology.kubernetes.io/zone"]);
    settings.serviceCidrs = blocksOf(reader, root["serviceCIDRs"]);
    if (const auto scheduler = reader.text(root["ipvsScheduler"]); !scheduler.empty())
        settings.scheduler = scheduler;
}

} // namespace

Result<ProxySettings> readProxySettings(std::string_view text, const std::string& file, const kube::Node* node)
{
    const auto trees = kube::readDocuments(text, file);
    if (!trees)
        return failure(trees.error());
    const auto wanted = std::ranges::find_if(*trees, [](const kube::FieldTree& tree) {
        const Field root(tree);
        return root["kind"].text() == "KubeProxyConfiguration" || (!root["kind"].isThere() && root["nodeName"].isThere());
    });
    if (wanted == trees->end())
        return failure({ErrorCode::InvalidInput, "reading the proxy's configuration: this is no KubeProxyConfiguration", file, 0, "It has kind: KubeProxyConfiguration; in a cluster it is config.conf of the ConfigMap kube-system/kube-proxy."});
    const Field root(*wanted);
    std::set<std::string> unknown;
    ObjectReader reader("KubeProxyConfiguration", unknown);
    ProxySettings settings;
    if (root["kind"].isThere())
        readConfiguration(reader, root, settings, node);
    else
        readInputs(reader, root, settings);
    if (const auto& trouble = reader.trouble())
        return failure({ErrorCode::InvalidInput, "reading the proxy's configuration: " + trouble->what, file + ":" + std::to_string(trouble->line) + ":" + std::to_string(trouble->column)});
    if (node)
        completeFromNode(settings, *node);
    return settings;
}

} // namespace hoplens::proxy
