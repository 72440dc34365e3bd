// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/ipvs_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace hoplens {
namespace {

struct Endpoint {
    Address address;
    std::uint16_t port = 0;
};

std::string withPort(const Address& address, std::uint16_t port) { return address.family == IpFamily::V4 ? address.text() + ":" + std::to_string(port) : "[" + address.text() + "]:" + std::to_string(port); }

std::vector<std::string_view> wordsOf(std::string_view line)
{
    std::vector<std::string_view> words;
    for (std::size_t at = 0; (at = line.find_first_not_of(" \t\r", at)) != std::string_view::npos;) {
        const auto end = std::min(line.find_first_of(" \t\r", at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

template <class Number> std::optional<Number> whole(std::string_view text, int base)
{
    Number number{};
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && stop == text.data() + text.size() && !text.empty() ? std::optional(number) : std::nullopt;
}

/// What both forms have: lines, a server at hand, complaints.
class ServerReader {
public:
    ServerReader(std::string_view file, std::string_view remedy) : m_file(file), m_remedy(remedy) {}

    template <class ReadLine> Result<std::vector<VirtualServer>> read(std::string_view text, ReadLine readLine)
    {
        for (m_line = 1; !text.empty(); ++m_line) {
            const auto end = std::min(text.find('\n'), text.size());
            const auto words = wordsOf(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
            if (!words.empty() && words.front().front() != '#' && !readLine(words))
                return failure({ErrorCode::InvalidInput, "a line of IPVS's tables is not understood at \"" + std::string(words.front().substr(0, 80)) + "\"", std::string(m_file) + ":" + std::to_string(m_line), 0, std::string(m_remedy)});
        }
        return std::move(servers);
    }

    std::vector<VirtualServer> servers;

private:
    std::string_view m_file;
    std::string_view m_remedy;
    std::size_t m_line = 0;
};

/// "0A600001:01BB" or "[2001:0db8:…]:0050".
std::optional<Endpoint> hexadecimalEndpoint(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto port = whole<std::uint16_t>(text.substr(colon + 1), 16);
    const auto host = text.substr(0, colon);
    if (!port)
        return std::nullopt;
    if (host.starts_with('[') && host.ends_with(']')) {
        const auto address = Address::parse(host.substr(1, host.size() - 2));
        return address ? std::optional(Endpoint{*address, *port}) : std::nullopt;
    }
    const auto bits = host.size() == 8 ? whole<std::uint32_t>(host, 16) : std::nullopt;
    return bits ? std::optional(Endpoint{Address::v4(*bits), *port}) : std::nullopt;
}

/// "10.96.0.1:443" or "[2001:db8::1]:80".
std::optional<Endpoint> decimalEndpoint(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    const auto address = Address::parse(host);
    const auto port = whole<std::uint16_t>(text.substr(colon + 1), 10);
    return address && port ? std::optional(Endpoint{*address, *port}) : std::nullopt;
}

bool readKernelLine(ServerReader& reader, const std::vector<std::string_view>& words)
{
    auto& servers = reader.servers;
    const auto word = [&](std::size_t at) { return at < words.size() ? words[at] : std::string_view(); };
    if (word(0) == "IP" || word(0) == "Prot" || (word(0) == "->" && word(1).starts_with("RemoteAddress")))
        return true;
    if (word(0) == "->") {
        static constexpr std::array<std::string_view, 4> methods = {"Masq", "Route", "Tunnel", "Local"};
        const auto at = hexadecimalEndpoint(word(1));
        const auto method = std::ranges::find(methods, word(2));
        const auto weight = whole<std::int32_t>(word(3), 10);
        if (!at || servers.empty() || method == methods.end() || !weight)
            return false;
        servers.back().realServers.push_back({at->address, at->port, *weight, static_cast<ForwardMethod>(method - methods.begin())});
        return true;
    }
    VirtualServer server;
    if (word(0) == "FWM") {
        const auto mark = whole<std::uint32_t>(word(1), 16);
        if (!mark)
            return false;
        server.firewallMark = *mark;
    } else {
        const auto at = hexadecimalEndpoint(word(1));
        if (!at || (word(0) != "TCP" && word(0) != "UDP" && word(0) != "SCTP"))
            return false;
        server.protocol = word(0) == "TCP" ? 6 : word(0) == "UDP" ? 17 : 132;
        server.address = at->address;
        server.port = at->port;
    }
    server.scheduler = word(2);
    for (std::size_t i = 3; i < words.size(); ++i)
        if (words[i] == "persistent") {
            server.persistentSeconds = whole<std::int32_t>(word(++i), 10);
            if (!server.persistentSeconds)
                return false;
            ++i; // the mask of the persistence
        }
    servers.push_back(std::move(server));
    return !servers.back().scheduler.empty();
}

/// Which server a line's "-t ADDRESS" or "-f MARK" names.
bool readKey(const std::vector<std::string_view>& words, VirtualServer& server)
{
    if (words.size() < 3)
        return false;
    if (words[1] == "-f") {
        const auto mark = whole<std::uint32_t>(words[2], 10);
        server.firewallMark = mark.value_or(0);
        return mark && *mark != 0;
    }
    static constexpr std::array<std::pair<std::string_view, std::uint8_t>, 6> protocols = {{{"-t", 6}, {"--tcp-service", 6}, {"-u", 17}, {"--udp-service", 17}, {"--sctp-service", 132}, {"-S", 132}}};
    const auto known = std::ranges::find(protocols, words[1], &std::pair<std::string_view, std::uint8_t>::first);
    const auto at = decimalEndpoint(words[2]);
    if (known == protocols.end() || !at)
        return false;
    server.protocol = known->second;
    server.address = at->address;
    server.port = at->port;
    return true;
}

bool isSame(const VirtualServer& a, const VirtualServer& b) { return a.protocol == b.protocol && a.address == b.address && a.port == b.port && a.firewallMark == b.firewallMark; }

bool readRealServer(const std::vector<std::string_view>& words, VirtualServer& server)
{
    RealServer real;
    real.method = ForwardMethod::Route;
    bool isAddressed = false;
    for (std::size_t i = 3; i < words.size(); ++i) {
        const bool hasValue = i + 1 < words.size();
        if (words[i] == "-m" || words[i] == "-g" || words[i] == "-i") {
            real.method = words[i] == "-m" ? ForwardMethod::Masquerade : words[i] == "-g" ? ForwardMethod::Route : ForwardMethod::Tunnel;
        } else if (words[i] == "-r" && hasValue) {
            const auto at = decimalEndpoint(words[++i]);
            if (!at)
                return false;
            real.address = at->address;
            real.port = at->port;
            isAddressed = true;
        } else if (words[i] == "-w" && hasValue) {
            const auto weight = whole<std::int32_t>(words[++i], 10);
            if (!weight || *weight < 0)
                return false;
            real.weight = *weight;
        } else if ((words[i] == "-x" || words[i] == "-y") && hasValue) {
            ++i; // thresholds of connections
        } else if (words[i] == "--tun-type" || words[i] == "--tun-port") {
            ++i;
        } else if (!words[i].starts_with("--tun-")) {
            return false;
        }
    }
    server.realServers.push_back(real);
    return isAddressed;
}

bool readSavedLine(ServerReader& reader, const std::vector<std::string_view>& words)
{
    auto& servers = reader.servers;
    VirtualServer server;
    if ((words[0] != "-A" && words[0] != "-a") || !readKey(words, server))
        return false;
    if (words[0] == "-a") {
        const bool isLast = !servers.empty() && isSame(servers.back(), server); // as ipvsadm prints them
        const auto own = isLast ? servers.end() - 1 : std::ranges::find_if(servers, [&](const VirtualServer& other) { return isSame(other, server); });
        return own != servers.end() && readRealServer(words, *own);
    }
    server.scheduler = "wlc"; // where none is named
    for (std::size_t i = 3; i < words.size(); ++i) {
        const bool hasValue = i + 1 < words.size();
        if (words[i] == "-s" && hasValue) {
            server.scheduler = words[++i];
        } else if (words[i] == "-p") { // 300 where no number follows
            const auto seconds = hasValue ? whole<std::int32_t>(words[i + 1], 10) : std::nullopt;
            server.persistentSeconds = seconds.value_or(300);
            i += seconds ? 1 : 0;
        } else if (words[i] == "-b" && hasValue) {
            server.schedulerFlags = words[++i];
        } else if ((words[i] == "-M" || words[i] == "--pe") && hasValue) {
            ++i;
        } else if (words[i] != "-o" && words[i] != "-6") {
            return false;
        }
    }
    servers.push_back(std::move(server));
    return true;
}

} // namespace

Result<std::vector<VirtualServer>> parseVirtualServers(std::string_view text, std::string_view file)
{
    ServerReader reader(file, "It is /proc/net/ip_vs as the kernel writes it.");
    return reader.read(text, [&](const auto& words) { return readKernelLine(reader, words); });
}

Result<std::vector<VirtualServer>> parseIpvsadm(std::string_view text, std::string_view file)
{
    ServerReader reader(file, "Write the file with: ipvsadm -Sn");
    return reader.read(text, [&](const auto& words) { return readSavedLine(reader, words); });
}

std::string ipvsadmText(std::span<const VirtualServer> servers)
{
    std::string text;
    for (const auto& server : servers) {
        const auto protocol = server.protocol == 6 ? "-t " : server.protocol == 17 ? "-u " : "--sctp-service ";
        const auto at = server.firewallMark != 0 ? "-f " + std::to_string(server.firewallMark) : protocol + withPort(server.address, server.port);
        text += "-A " + at + " -s " + server.scheduler + (server.persistentSeconds ? " -p " + std::to_string(*server.persistentSeconds) : "") + (server.schedulerFlags.empty() ? "" : " -b " + server.schedulerFlags) + "\n";
        for (const auto& real : server.realServers)
            text += "-a " + at + " -r " + withPort(real.address, real.port) + (real.method == ForwardMethod::Route ? " -g" : real.method == ForwardMethod::Tunnel ? " -i" : " -m") + " -w " + std::to_string(real.weight) + "\n";
    }
    return text;
}

std::string virtualServerText(const VirtualServer& server)
{
    return server.firewallMark != 0 ? "mark " + std::to_string(server.firewallMark) : protocolName(server.protocol) + " " + withPort(server.address, server.port);
}

} // namespace hoplens
