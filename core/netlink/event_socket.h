// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "netlink/netlink_socket.h"

#include <functional>
#include <optional>

namespace hoplens::netlink {

/// What one look at an event socket brought.
enum class Reception : std::uint8_t { Drained, Overrun };

/// Hears multicast netlink messages of every network namespace that has an id (nsid) in the namespace where the socket was opened.
/// Holds no reference to the namespaces that it hears. One thread at a time.
/// Source: netlink(7), NETLINK_LISTEN_ALL_NSID.
class EventSocket {
public:
    /// Opens in the calling thread's namespace and joins the groups. Never blocks afterwards.
    static Result<EventSocket> open(int protocol, std::span<const int> groups);
    EventSocket(EventSocket&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_buffer(std::move(other.m_buffer)) {}
    EventSocket& operator=(EventSocket&& other) noexcept;
    ~EventSocket();

    int descriptor() const { return m_fd; }
    /// Hands over what has arrived, with the nsid of the namespace where it happened; nullopt: the socket's own namespace.
    /// Overrun: the kernel had to drop messages (ENOBUFS), so what is known may be out of date.
    Reception receive(const std::function<void(std::optional<std::int32_t> nsid, const Message&)>& onMessage);

private:
    explicit EventSocket(int fd) : m_fd(fd), m_buffer(std::make_unique_for_overwrite<std::uint8_t[]>(bufferSize)) {}

    static constexpr std::size_t bufferSize = 1u << 16;
    int m_fd;
    std::unique_ptr<std::uint8_t[]> m_buffer;
};

} // namespace hoplens::netlink
