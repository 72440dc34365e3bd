// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"

#include "net/service_names.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

constexpr std::uint8_t tcpNumber = 6;
constexpr std::uint8_t udpNumber = 17;

std::string bracketed(const Address& address) { return address.family == IpFamily::V6 ? "[" + address.text() + "]" : address.text(); }

/// One line of ss, by its columns.
struct SocketRow {
    std::string netid;
    std::string state;
    std::string backlog;
    std::string address;
    std::string port;
    std::string peer;
};

std::string leftAligned(std::string text, std::size_t width)
{
    text.resize(std::max(text.size(), width), ' ');
    return text;
}
std::string rightAligned(const std::string& text, std::size_t width) { return text.size() < width ? std::string(width - text.size(), ' ') + text : text; }

} // namespace

/// listen PORT [udp] [ADDRESS]: a server starts; -d PORT: it ends. A program of the lab alone.
int runListen(Call& call)
{
    hoplens::Socket wanted;
    wanted.address = Address::any(IpFamily::V4);
    bool isEnd = false;
    bool hasPort = false;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (word == "-d")
            isEnd = true;
        else if (word == "udp" || word == "tcp")
            wanted.protocol = word == "udp" ? udpNumber : tcpNumber;
        else if (const auto port = parseNumber(word, 65535); port && *port > 0 && !hasPort)
            wanted.port = static_cast<std::uint16_t>(*port), hasPort = true;
        else if (const auto address = Address::parse(word))
            wanted.address = *address;
        else
            return call.fail(2, "listen: unknown word " + word + ": listen [-d] PORT [tcp|udp] [ADDRESS]");
    }
    if (!hasPort)
        return call.fail(2, "listen: a port is missing: listen [-d] PORT [tcp|udp] [ADDRESS]");
    const auto& space = call.here();
    const auto any = [](const Address& address) { return address == Address::any(address.family); };
    const auto isSame = [&](const hoplens::Socket& socket) { return socket.protocol == wanted.protocol && socket.port == wanted.port && socket.address.family == wanted.address.family && (socket.address == wanted.address || any(socket.address) || any(wanted.address)); };
    const auto known = std::ranges::find_if(space.sockets, isSame);
    if (isEnd) {
        if (known == space.sockets.end())
            return call.fail(1, "listen: nobody listens at port " + std::to_string(wanted.port));
        std::erase_if(call.world.change(call.space).sockets, isSame);
        return 0;
    }
    if (known != space.sockets.end())
        return call.fail(1, "listen: Address already in use");
    const bool isOwn = any(wanted.address) || std::ranges::any_of(space.addresses, [&](const InterfaceAddress& own) { return own.prefix.address == wanted.address || (own.prefix.address.text() == "127.0.0.1" && own.prefix.contains(wanted.address)); });
    if (!isOwn && !space.sysctls.nonlocalBind)
        return call.fail(1, "listen: Cannot assign requested address");
    wanted.inode = 1;
    for (const auto& socket : space.sockets)
        wanted.inode = std::max(wanted.inode, socket.inode + 1);
    call.world.change(call.space).sockets.push_back(wanted);
    return 0;
}

int runSs(Call& call)
{
    bool isNumeric = false;
    bool wantsListening = false;
    bool wantsTcp = false;
    bool wantsUdp = false;
    std::optional<IpFamily> family;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (word.size() < 2 || word[0] != '-' || word[1] == '-')
            return call.fail(255, "ss: the lab does not have " + word);
        for (const char letter : word.substr(1)) {
            if (std::string_view("ltuna46").find(letter) == std::string_view::npos)
                return call.fail(255, std::string("ss: the lab does not have the option -") + letter);
            wantsListening = wantsListening || letter == 'l' || letter == 'a';
            wantsTcp = wantsTcp || letter == 't';
            wantsUdp = wantsUdp || letter == 'u';
            isNumeric = isNumeric || letter == 'n';
            if (letter == '4' || letter == '6')
                family = letter == '4' ? IpFamily::V4 : IpFamily::V6;
        }
    }
    if (!wantsTcp && !wantsUdp)
        return call.fail(255, "ss: the lab has sockets of TCP (-t) and UDP (-u) alone");
    std::vector<SocketRow> rows;
    const auto add = [&](std::uint8_t protocol) {
        for (const auto& socket : call.here().sockets) {
            if (socket.protocol != protocol || !wantsListening || socket.peer || (family && socket.address.family != *family))
                continue;
            const auto named = isNumeric ? std::string_view() : serviceOfPort(socket.port, protocol);
            const bool isAny = socket.address == Address::any(IpFamily::V6) && !socket.v6Only;
            rows.push_back({protocol == tcpNumber ? "tcp" : "udp", protocol == tcpNumber ? "LISTEN" : "UNCONN", protocol == tcpNumber ? "?" : "0", isAny ? "*" : bracketed(socket.address), named.empty() ? std::to_string(socket.port) : std::string(named), isAny ? "*" : bracketed(Address::any(socket.address.family))});
        }
    };
    if (wantsUdp)
        add(udpNumber);
    if (wantsTcp)
        add(tcpNumber);
    std::size_t state = 5;
    std::size_t address = 13;
    std::size_t port = 4;
    std::size_t peer = 12;
    for (const auto& row : rows) {
        state = std::max(state, row.state.size());
        address = std::max(address, row.address.size());
        port = std::max(port, row.port.size());
        peer = std::max(peer, row.peer.size());
    }
    const auto line = [&](const SocketRow& row, const std::string& received, const std::string& peerPort, const std::string& process) { call.output += (wantsTcp && wantsUdp ? leftAligned(row.netid, 5) + " " : "") + leftAligned(row.state, state) + " " + leftAligned(received, 6) + " " + leftAligned(row.backlog, 6) + " " + rightAligned(row.address, address) + ":" + leftAligned(row.port, port) + " " + rightAligned(row.peer, peer) + ":" + leftAligned(peerPort, 4) + leftAligned(process, 7) + "\n"; };
    line({"Netid", "State", "Send-Q", "Local Address", "Port", "Peer Address"}, "Recv-Q", "Port", "Process");
    for (const auto& row : rows)
        line(row, "0", "*", "");
    return 0;
}

int runHostname(Call& call)
{
    if (call.words.size() > 1)
        return call.fail(1, "hostname: the lab does not give a host another name");
    call.output += call.world.host().name + "\n";
    return 0;
}

/// A command on another machine of the network, or in any namespace by its name: no key, no server and no way there is asked for.
int runSsh(Call& call)
{
    if (call.words.size() < 3 || call.words[1].starts_with('-'))
        return call.fail(255, "usage: ssh HOST COMMAND … (in the lab it runs the command there, whether a packet could get there or not)");
    const auto* space = call.world.find(std::string_view(call.words[1]));
    if (!space) {
        std::string names;
        for (const auto& host : call.world.snapshot().hosts)
            for (const auto& known : host.namespaces)
                names += (names.empty() ? "" : ", ") + known.name;
        return call.fail(255, "ssh: Could not resolve hostname " + call.words[1] + ": Name or service not known (there are: " + names + ")");
    }
    return call.runIn(space->inode, {call.words.begin() + 2, call.words.end()});
}

} // namespace hoplens::lab
