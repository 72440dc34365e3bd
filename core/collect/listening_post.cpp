// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/listening_post.h"

#include <array>
#include <cerrno>
#include <linux/net_namespace.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <thread>

namespace hoplens {

Result<ListeningPost> ListeningPost::open()
{
    static constexpr std::array routeGroups = {
        int(RTNLGRP_LINK), int(RTNLGRP_NEIGH), int(RTNLGRP_TC), int(RTNLGRP_IPV4_IFADDR), int(RTNLGRP_IPV4_ROUTE), int(RTNLGRP_IPV4_RULE), int(RTNLGRP_IPV6_IFADDR),
        int(RTNLGRP_IPV6_ROUTE), int(RTNLGRP_IPV6_RULE), int(RTNLGRP_NSID), int(RTNLGRP_IPV4_NETCONF), int(RTNLGRP_IPV6_NETCONF), int(RTNLGRP_NEXTHOP)};
    static constexpr std::array netfilterGroups = {int(NFNLGRP_NFTABLES)};
    Result<ListeningPost> post = failure({ErrorCode::SystemFailure, "the listening thread did not start", {}});
    // A thread that ends takes its namespace along, but for the sockets that were opened in it.
    std::jthread([&] {
        post = [&]() -> Result<ListeningPost> {
            if (::unshare(CLONE_NEWNET) != 0)
                return failure(systemFailure("making a private network namespace to listen from", "unshare", errno));
            auto routeEvents = netlink::EventSocket::open(NETLINK_ROUTE, routeGroups);
            if (!routeEvents)
                return failure(routeEvents.error());
            auto netfilterEvents = netlink::EventSocket::open(NETLINK_NETFILTER, netfilterGroups);
            if (!netfilterEvents)
                return failure(netfilterEvents.error());
            FileDescriptor control(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
            if (control.get() < 0)
                return failure(systemFailure("opening a netlink socket", "NETLINK_ROUTE", errno));
            return ListeningPost(std::move(*routeEvents), std::move(*netfilterEvents), std::move(control));
        }();
    }).join();
    return post;
}

Result<void> ListeningPost::add(std::int32_t id, const FileDescriptor& space)
{
    struct {
        nlmsghdr header;
        rtgenmsg body;
    } head = {};
    std::vector<std::uint8_t> request(NLMSG_ALIGN(sizeof head), 0);
    netlink::putAttribute(request, NETNSA_NSID, netlink::bytesOf(id));
    const auto descriptor = static_cast<std::uint32_t>(space.get());
    netlink::putAttribute(request, NETNSA_FD, netlink::bytesOf(descriptor));
    head.header = {static_cast<std::uint32_t>(request.size()), RTM_NEWNSID, NLM_F_REQUEST | NLM_F_ACK, m_sequence++, 0};
    __builtin_memcpy(request.data(), &head, sizeof head);
    if (::send(m_control.get(), request.data(), request.size(), 0) < 0)
        return failure(systemFailure("numbering a namespace", "netlink", errno));
    for (std::optional<std::int32_t> code;;) {
        std::array<std::uint8_t, 512> answer;
        const ssize_t got = ::recv(m_control.get(), answer.data(), answer.size(), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(systemFailure("numbering a namespace", "netlink", errno));
        netlink::eachMessage({answer.data(), static_cast<std::size_t>(got)}, [&](const nlmsghdr& header, netlink::Bytes payload) {
            if (header.nlmsg_type == NLMSG_ERROR && header.nlmsg_seq == head.header.nlmsg_seq)
                code = netlink::fixedHeader<std::int32_t>(payload);
        });
        if (code && *code < 0)
            return failure(systemFailure("numbering a namespace", "netlink", -*code));
        if (code)
            return {};
    }
}

} // namespace hoplens
