// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hoplens {

/// A 128-bit unsigned number: an address, or any header field that rules compare.
struct Value {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    constexpr auto operator<=>(const Value&) const = default;
    constexpr Value operator&(Value other) const { return {high & other.high, low & other.low}; }
    constexpr Value operator|(Value other) const { return {high | other.high, low | other.low}; }
    constexpr Value operator^(Value other) const { return {high ^ other.high, low ^ other.low}; }
    constexpr Value operator~() const { return {~high, ~low}; }
    static constexpr Value of(std::uint64_t number) { return {0, number}; }
};

enum class IpFamily : std::uint8_t { V4, V6 };

/// An IPv4 or IPv6 address. An IPv4 address is the low 32 bits of `bits`.
struct Address {
    IpFamily family = IpFamily::V4;
    Value bits = {};

    constexpr auto operator<=>(const Address&) const = default;

    /// Reads dotted-quad IPv4 or RFC 4291 IPv6 text; nullopt when it is neither.
    static std::optional<Address> parse(std::string_view text);
    /// From 4 or 16 bytes in network order; nullopt for any other length.
    static std::optional<Address> fromBytes(std::span<const std::uint8_t> bytes);
    static constexpr Address v4(std::uint32_t number) { return {IpFamily::V4, {0, number}}; }
    static constexpr Address any(IpFamily family) { return {family, {}}; }

    std::array<std::uint8_t, 16> bytes() const;
    std::string text() const;

    constexpr int width() const { return family == IpFamily::V4 ? 32 : 128; }
    constexpr bool isUnspecified() const { return bits == Value{}; }
    bool isLoopback() const;
    bool isMulticast() const;
    bool isLinkLocal() const;
    /// RFC 1918, RFC 6598 or RFC 4193: an address that the public Internet does not route.
    bool isPrivate() const;
    bool isLimitedBroadcast() const;
};

/// All ones in the first `length` bits of a family's width.
constexpr Value prefixMask(IpFamily family, int length)
{
    if (family == IpFamily::V4)
        return {0, length == 0 ? 0 : (0xffffffffull << (32 - length)) & 0xffffffffull};
    const std::uint64_t high = length >= 64 ? ~0ull : length == 0 ? 0 : ~0ull << (64 - length);
    const std::uint64_t low = length <= 64 ? 0 : ~0ull << (128 - length);
    return {high, low};
}

/// An address block. `address` may carry host bits, as interface addresses do.
struct Prefix {
    Address address = {};
    std::uint8_t length = 0;

    constexpr auto operator<=>(const Prefix&) const = default;

    /// `ADDRESS[/LENGTH]` or, for IPv4, `ADDRESS/MASK`; without a length the whole address. nullopt on anything else.
    static std::optional<Prefix> parse(std::string_view text);
    static constexpr Prefix host(Address address) { return {address, static_cast<std::uint8_t>(address.width())}; }

    bool contains(const Address& other) const
    {
        return other.family == address.family && ((other.bits ^ address.bits) & prefixMask(address.family, length)) == Value{};
    }
    Address first() const { return {address.family, address.bits & prefixMask(address.family, length)}; }
    Address last() const
    {
        return {address.family, (address.bits & prefixMask(address.family, length)) | (prefixMask(address.family, address.width()) & ~prefixMask(address.family, length))};
    }
    std::string text() const;
};

/// An Ethernet address.
struct MacAddress {
    std::array<std::uint8_t, 6> octets = {};

    constexpr auto operator<=>(const MacAddress&) const = default;
    constexpr bool operator==(const MacAddress& other) const { return number() == other.number(); } // two loads, no call
    static std::optional<MacAddress> parse(std::string_view text);
    static constexpr MacAddress broadcast() { return {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}; }
    constexpr bool isMulticast() const { return (octets[0] & 1) != 0; }
    constexpr bool isZero() const { return *this == MacAddress{}; }
    constexpr std::uint64_t number() const
    {
        return std::uint64_t{octets[0]} << 40 | std::uint64_t{octets[1]} << 32 | std::uint64_t{octets[2]} << 24 | std::uint64_t{octets[3]} << 16 | std::uint64_t{octets[4]} << 8 | octets[5];
    }
    std::string text() const;
};

/// Reads a whole decimal or 0x-prefixed number up to `maximum`; nullopt on anything else.
std::optional<std::uint64_t> parseNumber(std::string_view text, std::uint64_t maximum = ~0ull);

} // namespace hoplens

template <> struct std::hash<hoplens::Value> {
    std::size_t operator()(const hoplens::Value& value) const noexcept
    {
        std::uint64_t mixed = (value.low ^ (value.high * 0x9e3779b97f4a7c15ull)) * 0xff51afd7ed558ccdull;
        return mixed ^ (mixed >> 32);
    }
};
template <> struct std::hash<hoplens::Address> {
    std::size_t operator()(const hoplens::Address& address) const noexcept { return std::hash<hoplens::Value>()(address.bits); }
};
template <> struct std::hash<hoplens::MacAddress> {
    std::size_t operator()(const hoplens::MacAddress& mac) const noexcept
    {
        return std::hash<hoplens::Value>()(hoplens::Value::of(mac.number()));
    }
};
