// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/string_pool.h"

#include <functional>

namespace hoplens {

std::size_t StringPool::slotOf(std::string_view text, std::uint64_t hash) const
{
    std::size_t slot = hash & (m_slots.size() - 1);
    while (m_slots[slot] != 0) {
        const auto& span = m_spans[m_slots[slot] - 1];
        if (span.hash == hash && std::string_view(m_bytes).substr(span.offset, span.length) == text)
            break;
        slot = (slot + 1) & (m_slots.size() - 1);
    }
    return slot;
}

void StringPool::grow()
{
    m_slots.assign(m_slots.empty() ? 16 : m_slots.size() * 2, 0);
    for (std::size_t i = 0; i < m_spans.size(); ++i) {
        std::size_t slot = m_spans[i].hash & (m_slots.size() - 1);
        while (m_slots[slot] != 0)
            slot = (slot + 1) & (m_slots.size() - 1);
        m_slots[slot] = static_cast<std::uint32_t>(i + 1);
    }
}

StringId StringPool::add(std::string_view text)
{
    if (m_spans.size() * 10 >= m_slots.size() * 7)
        grow();
    const std::uint64_t hash = std::hash<std::string_view>()(text);
    const std::size_t slot = slotOf(text, hash);
    if (m_slots[slot] == 0) {
        m_spans.push_back({static_cast<std::uint32_t>(m_bytes.size()), static_cast<std::uint32_t>(text.size()), hash});
        m_bytes += text;
        m_slots[slot] = static_cast<std::uint32_t>(m_spans.size());
    }
    return StringId{m_slots[slot] - 1};
}

StringId StringPool::find(std::string_view text) const
{
    if (m_slots.empty())
        return {};
    const std::uint32_t occupant = m_slots[slotOf(text, std::hash<std::string_view>()(text))];
    return occupant == 0 ? StringId{} : StringId{occupant - 1};
}

} // namespace hoplens
