// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

#include <string>
#include <string_view>
#include <vector>

namespace hoplens {

struct StringTag;
using StringId = Id<StringTag>;

/// Each distinct string once, in one block of memory. Ids count up from 0 in order of first use.
/// Cost: add() O(length) amortized, view() O(1). Not for concurrent writing; concurrent reading is safe.
class StringPool {
public:
    StringId add(std::string_view text);
    /// The id of a string that is in the pool already, or an invalid id.
    StringId find(std::string_view text) const;
    std::string_view view(StringId id) const
    {
        const auto& span = m_spans[id.value];
        return std::string_view(m_bytes).substr(span.offset, span.length);
    }
    std::size_t size() const { return m_spans.size(); }

private:
    struct Span {
        std::uint32_t offset;
        std::uint32_t length;
        std::uint64_t hash;
    };
    std::size_t slotOf(std::string_view text, std::uint64_t hash) const;
    void grow();

    std::string m_bytes;
    std::vector<Span> m_spans;
    std::vector<std::uint32_t> m_slots; ///< open addressing; value is span index + 1
};

} // namespace hoplens
