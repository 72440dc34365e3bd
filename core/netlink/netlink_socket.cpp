// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/netlink_socket.h"

#include <cerrno>
#include <endian.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

namespace hoplens::netlink {

void Socket::Closer::operator()(nl_sock* socket) const { nl_socket_free(socket); }

Result<Socket> Socket::open(int protocol)
{
    nl_sock* raw = nl_socket_alloc();
    if (!raw)
        return failure(systemFailure("allocating a netlink socket", "netlink", ENOMEM));
    Socket socket(raw);
    if (nl_connect(raw, protocol) < 0)
        return failure(systemFailure("opening a netlink socket", "protocol " + std::to_string(protocol), errno));
    const int yes = 1;
    ::setsockopt(socket.descriptor(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &yes, sizeof yes);
    return socket;
}

int Socket::descriptor() const { return nl_socket_get_fd(m_socket.get()); }

Result<bool> Socket::exchange(std::uint16_t type, std::uint16_t flags, Bytes body, const std::function<void(const Message&)>& onMessage)
{
    const std::uint32_t sequence = m_sequence++;
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + body.size());
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    header.nlmsg_seq = sequence;
    iovec parts[2] = {{&header, sizeof header}, {const_cast<std::uint8_t*>(body.data()), body.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    while (::sendmsg(descriptor(), &message, 0) < 0)
        if (errno != EINTR)
            return failure(systemFailure("sending a netlink request", "kernel", errno));
    bool interrupted = false;
    const bool isDump = (flags & NLM_F_DUMP) == NLM_F_DUMP;
    for (;;) {
        const ssize_t got = ::recv(descriptor(), m_buffer.get(), bufferSize, MSG_TRUNC);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(systemFailure("receiving from netlink", "kernel", errno));
        if (static_cast<std::size_t>(got) > bufferSize)
            return failure(systemFailure("receiving from netlink", "kernel", EMSGSIZE));
        std::optional<Result<bool>> end;
        eachMessage({m_buffer.get(), static_cast<std::size_t>(got)}, [&](const nlmsghdr& reply, Bytes payload) {
            if (end || reply.nlmsg_seq != sequence)
                return;
            interrupted = interrupted || (reply.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
            if (reply.nlmsg_type != NLMSG_ERROR && reply.nlmsg_type != NLMSG_DONE) {
                onMessage({reply.nlmsg_type, payload});
                if (!isDump)
                    end = false;
                return;
            }
            const auto code = fixedHeader<std::int32_t>(payload);
            if (code < 0 && code != -EINTR)
                end = failure(systemFailure("a netlink request", "kernel", -code));
            else
                end = interrupted || code == -EINTR;
        });
        if (end)
            return *end;
    }
}

Result<void> Socket::dump(std::uint16_t type, Bytes body, const std::function<void(const Message&)>& onMessage, const std::function<void()>& restart)
{
    for (int attempt = 0; attempt < 5; ++attempt) {
        restart();
        const auto interrupted = exchange(type, NLM_F_DUMP, body, onMessage);
        if (!interrupted)
            return failure(interrupted.error());
        if (!*interrupted)
            return {};
    }
    return failure(systemFailure("a netlink dump kept changing under the reader", "kernel", EINTR));
}

Result<void> Socket::get(std::uint16_t type, Bytes body, const std::function<void(const Message&)>& onMessage)
{
    const auto done = exchange(type, 0, body, onMessage);
    if (!done)
        return failure(done.error());
    return {};
}

Attributes::Attributes(Bytes bytes)
{
    eachAttribute(bytes, [this](std::uint16_t type, Bytes content) {
        if (type <= maximumType)
            m_present[type] = content.data() ? content : Bytes(reinterpret_cast<const std::uint8_t*>(""), 0);
    });
}

std::uint16_t Attributes::big16(std::size_t type, std::uint16_t absent) const { return has(type) ? be16toh(u16(type)) : absent; }
std::uint32_t Attributes::big32(std::size_t type, std::uint32_t absent) const { return has(type) ? be32toh(u32(type)) : absent; }
std::uint64_t Attributes::big64(std::size_t type, std::uint64_t absent) const { return has(type) ? be64toh(u64(type)) : absent; }

std::string_view Attributes::text(std::size_t type) const
{
    const auto data = bytes(type);
    const std::string_view whole(reinterpret_cast<const char*>(data.data()), data.size());
    return whole.substr(0, whole.find('\0'));
}

void putAttribute(std::vector<std::uint8_t>& body, std::uint16_t type, Bytes content)
{
    nlattr header{};
    header.nla_len = static_cast<std::uint16_t>(sizeof header + content.size());
    header.nla_type = type;
    const auto head = bytesOf(header);
    body.insert(body.end(), head.begin(), head.end());
    body.insert(body.end(), content.begin(), content.end());
    body.resize((body.size() + 3) & ~std::size_t{3});
}

} // namespace hoplens::netlink
