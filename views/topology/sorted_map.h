// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace hoplens::views {

/// A map that is made once and then read: its entries stand side by side in the order of their keys, in half the memory of a tree.
template <class Key, class Value> class SortedMap {
public:
    using Entry = std::pair<Key, Value>;

    SortedMap() = default;
    /// Of entries with one key the first counts.
    explicit SortedMap(std::vector<Entry> entries) : m_entries(std::move(entries))
    {
        std::ranges::stable_sort(m_entries, {}, &Entry::first);
        m_entries.erase(std::unique(m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) { return a.first == b.first; }), m_entries.end());
        m_entries.shrink_to_fit();
    }

    auto begin() const { return m_entries.begin(); }
    auto end() const { return m_entries.end(); }
    std::size_t size() const { return m_entries.size(); }
    bool empty() const { return m_entries.empty(); }
    auto find(const Key& key) const
    {
        const auto at = std::ranges::lower_bound(m_entries, key, {}, &Entry::first);
        return at != m_entries.end() && at->first == key ? at : m_entries.end();
    }
    bool contains(const Key& key) const { return find(key) != end(); }
    /// Throws std::out_of_range for a key that is not there.
    const Value& at(const Key& key) const
    {
        const auto found = find(key);
        if (found == end())
            throw std::out_of_range("no such key");
        return found->second;
    }

private:
    std::vector<Entry> m_entries;
};

} // namespace hoplens::views
