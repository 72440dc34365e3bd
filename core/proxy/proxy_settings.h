// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/objects.h"
#include "net/address.h"

#include <optional>
#include <string>
#include <vector>

namespace hoplens::proxy {

enum class ProxyMode : std::uint8_t { Iptables, Nftables, Ipvs };
/// "iptables".
std::string_view name(ProxyMode mode);

/// How kube-proxy knows that a packet comes from a pod of this node or cluster.
enum class DetectLocal : std::uint8_t { None, Cidr, BridgeInterface, InterfaceNamePrefix };

/// What kube-proxy of a release writes, by the first release that was seen to write it; one between two is taken to write as the earlier.
enum class ProxyLayout : std::uint8_t { V1_20, V1_23, V1_25, V1_27, V1_30, V1_33 };
/// "1.20".
std::string_view name(ProxyLayout layout);
/// Of "1.20", "v1.29.3"; nullopt for no version, or one before 1.20.
std::optional<ProxyLayout> layoutOf(std::string_view version);

/// What kube-proxy is told, and what it finds on its node. Source: KubeProxyConfiguration, kubeproxy.config.k8s.io/v1alpha1.
struct ProxySettings {
    ProxyMode mode = ProxyMode::Iptables;
    ProxyLayout layout = ProxyLayout::V1_33;
    std::string nodeName;
    std::vector<Address> nodeIps;              ///< of each family at most one
    std::vector<Prefix> interfaceAddresses;    ///< with the length of their network; loopback ones included
    DetectLocal detectLocal = DetectLocal::None;
    std::vector<Prefix> localCidrs;            ///< of each family the first counts
    std::string localInterface;                ///< a bridge, or what names begin with
    bool masqueradeAll = false;
    std::uint32_t masqueradeMark = 0x4000;
    bool localhostNodePorts = true;
    std::vector<std::string> nodePortAddresses; ///< as written; empty: the mode's default
    bool hasRandomFully = true;                 ///< iptables 1.6.2 or newer
    bool isTcpBeLiberal = false;                ///< net.netfilter.nf_conntrack_tcp_be_liberal
    bool hasInvalidCounter = true;              ///< the kernel counts by nfacct ct_state_invalid_dropped_pkts
    bool hasLocalhostCounter = true;            ///< … and localhost_nps_accepted_pkts
    std::string zone;                           ///< topology.kubernetes.io/zone of the node
    std::vector<Prefix> serviceCidrs;
    std::string scheduler = "rr";               ///< of IPVS
    std::vector<Prefix> excludedCidrs;          ///< of IPVS: virtual servers that are somebody else's
    std::vector<IpFamily> families = {IpFamily::V4, IpFamily::V6};
    bool isWhole = false;                       ///< the proxier's inputs themselves were told: a node's object adds nothing

    /// Of a family; nullopt: none is known.
    std::optional<Address> nodeIp(IpFamily family) const;
    /// The first of a family.
    std::optional<Prefix> localCidr(IpFamily family) const;
};

/// What a node's object tells: its addresses, pod network and zone; what is set already stays.
void completeFromNode(ProxySettings& settings, const kube::Node& node);

/// An address as Kubernetes reads one: octets may begin with zeros, which mean nothing.
std::optional<Address> parseSloppyAddress(std::string_view text);
/// The same for a block; blanks around it mean nothing, and bits beyond its length are cleared.
std::optional<Prefix> parseSloppyPrefix(std::string_view text);

/// The addresses that take node port traffic.
struct NodePortAddresses {
    bool isAll = true;
    std::vector<Address> addresses; ///< else: those of the node that lie within the blocks
    bool hasLoopback = true;        ///< the blocks leave room for 127.0.0.0/8 (IPv4)
};
NodePortAddresses nodePortAddresses(const ProxySettings& settings, IpFamily family);

} // namespace hoplens::proxy
