// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/address.h"

#include <arpa/inet.h>
#include <bit>
#include <charconv>
#include <cstring>

namespace hoplens {

std::optional<std::uint64_t> parseNumber(std::string_view text, std::uint64_t maximum)
{
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() || number > maximum)
        return std::nullopt;
    return number;
}

namespace {

std::optional<Address> parseV4(std::string_view text)
{
    std::uint32_t number = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (int part = 0; part < 4; ++part) {
        unsigned octet = 0;
        const auto [next, error] = std::from_chars(at, end, octet);
        if (error != std::errc{} || octet > 255 || next - at > 3)
            return std::nullopt;
        number = number << 8 | octet;
        at = next;
        if (part < 3) {
            if (at == end || *at != '.')
                return std::nullopt;
            ++at;
        }
    }
    if (at != end)
        return std::nullopt;
    return Address::v4(number);
}

} // namespace

std::optional<Address> Address::parse(std::string_view text)
{
    if (text.find(':') == std::string_view::npos)
        return parseV4(text);
    char buffer[INET6_ADDRSTRLEN + 1];
    if (text.size() >= sizeof buffer)
        return std::nullopt;
    std::memcpy(buffer, text.data(), text.size());
    buffer[text.size()] = '\0';
    std::array<std::uint8_t, 16> bytes{};
    if (::inet_pton(AF_INET6, buffer, bytes.data()) != 1)
        return std::nullopt;
    return fromBytes(bytes);
}

std::optional<Address> Address::fromBytes(std::span<const std::uint8_t> bytes)
{
    if (bytes.size() != 4 && bytes.size() != 16)
        return std::nullopt;
    Value bits;
    for (const auto byte : bytes) {
        bits.high = bits.high << 8 | bits.low >> 56;
        bits.low = bits.low << 8 | byte;
    }
    return Address{bytes.size() == 4 ? IpFamily::V4 : IpFamily::V6, bits};
}

std::array<std::uint8_t, 16> Address::bytes() const
{
    std::array<std::uint8_t, 16> out{};
    const int count = width() / 8;
    for (int i = 0; i < count; ++i) {
        const int shift = (count - 1 - i) * 8;
        out[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(shift >= 64 ? bits.high >> (shift - 64) : bits.low >> shift);
    }
    return out;
}

std::string Address::text() const
{
    char buffer[INET6_ADDRSTRLEN] = {};
    const auto raw = bytes();
    ::inet_ntop(family == IpFamily::V4 ? AF_INET : AF_INET6, raw.data(), buffer, sizeof buffer);
    return buffer;
}

bool Address::isLoopback() const
{
    return family == IpFamily::V4 ? bits.low >> 24 == 127 : bits == Value{0, 1};
}

bool Address::isMulticast() const
{
    return family == IpFamily::V4 ? bits.low >> 28 == 0xe : bits.high >> 56 == 0xff;
}

bool Address::isLinkLocal() const
{
    return family == IpFamily::V4 ? bits.low >> 16 == 0xa9fe : bits.high >> 54 == 0x3fa;
}

bool Address::isPrivate() const
{
    if (family == IpFamily::V6)
        return bits.high >> 57 == 0x7e;
    return bits.low >> 24 == 10 || bits.low >> 20 == 0xac1 || bits.low >> 16 == 0xc0a8 || bits.low >> 22 == 0x191;
}

bool Address::isLimitedBroadcast() const { return family == IpFamily::V4 && bits.low == 0xffffffffu; }

std::optional<Prefix> Prefix::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = Address::parse(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    if (slash == std::string_view::npos)
        return Prefix::host(*address);
    const auto tail = text.substr(slash + 1);
    if (const auto length = parseNumber(tail, static_cast<std::uint64_t>(address->width())))
        return Prefix{*address, static_cast<std::uint8_t>(*length)};
    const auto mask = Address::parse(tail);
    if (!mask || mask->family != IpFamily::V4 || address->family != IpFamily::V4)
        return std::nullopt;
    const int length = std::popcount(mask->bits.low);
    if (prefixMask(IpFamily::V4, length) != mask->bits)
        return std::nullopt;
    return Prefix{*address, static_cast<std::uint8_t>(length)};
}

std::string Prefix::text() const { return address.text() + "/" + std::to_string(length); }

std::optional<MacAddress> MacAddress::parse(std::string_view text)
{
    if (text.size() != 17)
        return std::nullopt;
    MacAddress mac;
    for (std::size_t i = 0; i < 6; ++i) {
        const char* at = text.data() + i * 3;
        const auto [end, error] = std::from_chars(at, at + 2, mac.octets[i], 16);
        if (error != std::errc{} || end != at + 2 || (i < 5 && at[2] != ':'))
            return std::nullopt;
    }
    return mac;
}

std::string MacAddress::text() const
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const auto octet : octets) {
        if (!out.empty())
            out += ':';
        out += digits[octet >> 4];
        out += digits[octet & 15];
    }
    return out;
}

} // namespace hoplens
