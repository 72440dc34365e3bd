// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace hoplens {

/// A position in one particular vector; ids of different tags do not mix.
template <class Tag> struct Id {
    std::uint32_t value = none;

    static constexpr std::uint32_t none = 0xffffffffu;

    constexpr bool valid() const { return value != none; }
    constexpr auto operator<=>(const Id&) const = default;
};

} // namespace hoplens

template <class Tag> struct std::hash<hoplens::Id<Tag>> {
    std::size_t operator()(hoplens::Id<Tag> id) const noexcept { return id.value; }
};
