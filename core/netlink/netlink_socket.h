// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <array>
#include <functional>
#include <linux/netlink.h>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

struct nl_sock;

namespace hoplens::netlink {

using Bytes = std::span<const std::uint8_t>;

/// One received message: its type and what stands behind the netlink header.
struct Message {
    std::uint16_t type = 0;
    Bytes payload;
};

/// A netlink socket of one protocol in the network namespace of the thread that opened it. Sends requests that read, nothing else.
/// Not for use by two threads at once.
class Socket {
public:
    /// protocol: NETLINK_ROUTE, NETLINK_NETFILTER or NETLINK_SOCK_DIAG.
    static Result<Socket> open(int protocol);

    /// Sends a dump request and hands over each message. When the kernel says that the dump was interrupted by a change
    /// (NLM_F_DUMP_INTR), `restart` is called and the dump repeated, five times at most; then the error is SystemFailure with EINTR.
    /// Errors carry the errno that the kernel sent.
    Result<void> dump(std::uint16_t type, Bytes body, const std::function<void(const Message&)>& onMessage, const std::function<void()>& restart);
    /// Sends a request for one object.
    Result<void> get(std::uint16_t type, Bytes body, const std::function<void(const Message&)>& onMessage);

    int descriptor() const;

private:
    struct Closer {
        void operator()(nl_sock* socket) const;
    };
    explicit Socket(nl_sock* socket) : m_socket(socket), m_buffer(std::make_unique_for_overwrite<std::uint8_t[]>(bufferSize)) {}
    Result<bool> exchange(std::uint16_t type, std::uint16_t flags, Bytes body, const std::function<void(const Message&)>& onMessage);

    std::unique_ptr<nl_sock, Closer> m_socket;
    static constexpr std::size_t bufferSize = 1u << 16;
    std::unique_ptr<std::uint8_t[]> m_buffer;
    std::uint32_t m_sequence = 1;
};

/// Bounds-checked view of a run of netlink attributes.
class Attributes {
public:
    static constexpr std::size_t maximumType = 96;

    explicit Attributes(Bytes bytes);
    bool has(std::size_t type) const { return type <= maximumType && m_present[type].data() != nullptr; }
    Bytes bytes(std::size_t type) const { return has(type) ? m_present[type] : Bytes(); }
    Attributes nested(std::size_t type) const { return Attributes(bytes(type)); }
    std::uint8_t u8(std::size_t type, std::uint8_t absent = 0) const { return number<std::uint8_t>(type, absent); }
    std::uint16_t u16(std::size_t type, std::uint16_t absent = 0) const { return number<std::uint16_t>(type, absent); }
    std::uint32_t u32(std::size_t type, std::uint32_t absent = 0) const { return number<std::uint32_t>(type, absent); }
    std::uint64_t u64(std::size_t type, std::uint64_t absent = 0) const { return number<std::uint64_t>(type, absent); }
    std::uint16_t big16(std::size_t type, std::uint16_t absent = 0) const;
    std::uint32_t big32(std::size_t type, std::uint32_t absent = 0) const;
    std::uint64_t big64(std::size_t type, std::uint64_t absent = 0) const;
    std::string_view text(std::size_t type) const;

private:
    template <class T> T number(std::size_t type, T absent) const
    {
        const auto data = bytes(type);
        if (data.size() < sizeof(T))
            return absent;
        T value;
        __builtin_memcpy(&value, data.data(), sizeof value);
        return value;
    }

    std::array<Bytes, maximumType + 1> m_present = {};
};

/// Calls back for each message of a datagram, with its header and what stands behind it. Stops at the first malformed one.
template <class Callback> void eachMessage(Bytes datagram, Callback&& callback)
{
    while (datagram.size() >= sizeof(nlmsghdr)) {
        nlmsghdr header;
        __builtin_memcpy(&header, datagram.data(), sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > datagram.size())
            return;
        callback(header, datagram.subspan(sizeof header, header.nlmsg_len - sizeof header));
        const std::size_t step = NLMSG_ALIGN(header.nlmsg_len);
        if (step >= datagram.size())
            return;
        datagram = datagram.subspan(step);
    }
}

/// Calls back for each attribute of a run, with type (flags removed) and content. Stops at the first malformed one.
template <class Callback> void eachAttribute(Bytes bytes, Callback&& callback)
{
    while (bytes.size() >= sizeof(nlattr)) {
        nlattr header;
        __builtin_memcpy(&header, bytes.data(), sizeof header);
        if (header.nla_len < sizeof header || header.nla_len > bytes.size())
            return;
        callback(static_cast<std::uint16_t>(header.nla_type & NLA_TYPE_MASK), bytes.subspan(sizeof header, header.nla_len - sizeof header));
        const std::size_t step = (header.nla_len + 3u) & ~3u;
        if (step >= bytes.size())
            return;
        bytes = bytes.subspan(step);
    }
}

/// Copies a fixed kernel structure from the front of a payload; zero-filled when the payload is short.
template <class T> T fixedHeader(Bytes payload)
{
    T header{};
    __builtin_memcpy(&header, payload.data(), payload.size() < sizeof header ? payload.size() : sizeof header);
    return header;
}
template <class T> Bytes afterHeader(Bytes payload)
{
    constexpr std::size_t aligned = (sizeof(T) + 3u) & ~std::size_t{3};
    return payload.size() > aligned ? payload.subspan(aligned) : Bytes();
}
template <class T> Bytes bytesOf(const T& value) { return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value}; }

/// Appends an attribute to a request body.
void putAttribute(std::vector<std::uint8_t>& body, std::uint16_t type, Bytes content);

} // namespace hoplens::netlink
