// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hoplens::policy {

/// A set of small numbers below a size that it is made with. Operations on two want equal sizes. Cost: a 64th of the size, unless stated.
class BitSet {
public:
    BitSet() = default;
    explicit BitSet(std::size_t size) : m_size(size), m_words((size + 63) / 64) {}
    static BitSet all(std::size_t size)
    {
        BitSet set(size);
        for (auto& word : set.m_words)
            word = ~std::uint64_t{0};
        if (size % 64 != 0)
            set.m_words.back() = (std::uint64_t{1} << size % 64) - 1;
        return set;
    }

    std::size_t size() const { return m_size; }
    bool test(std::size_t at) const { return (m_words[at / 64] >> at % 64 & 1) != 0; } ///< constant
    void set(std::size_t at) { m_words[at / 64] |= std::uint64_t{1} << at % 64; }      ///< constant
    void reset(std::size_t at) { m_words[at / 64] &= ~(std::uint64_t{1} << at % 64); } ///< constant
    void clear()
    {
        for (auto& word : m_words)
            word = 0;
    }
    bool any() const
    {
        for (const auto word : m_words)
            if (word != 0)
                return true;
        return false;
    }
    std::size_t count() const
    {
        std::size_t count = 0;
        for (const auto word : m_words)
            count += static_cast<std::size_t>(std::popcount(word));
        return count;
    }
    bool intersects(const BitSet& other) const
    {
        for (std::size_t i = 0; i < m_words.size(); ++i)
            if ((m_words[i] & other.m_words[i]) != 0)
                return true;
        return false;
    }
    BitSet& operator|=(const BitSet& other)
    {
        for (std::size_t i = 0; i < m_words.size(); ++i)
            m_words[i] |= other.m_words[i];
        return *this;
    }
    BitSet& operator&=(const BitSet& other)
    {
        for (std::size_t i = 0; i < m_words.size(); ++i)
            m_words[i] &= other.m_words[i];
        return *this;
    }
    /// Takes away what the other has.
    BitSet& operator-=(const BitSet& other)
    {
        for (std::size_t i = 0; i < m_words.size(); ++i)
            m_words[i] &= ~other.m_words[i];
        return *this;
    }
    /// The words between which all that is in it lies.
    struct Extent {
        std::size_t first = 0;
        std::size_t end = 0;
    };
    Extent extent() const
    {
        Extent words{0, m_words.size()};
        while (words.end > 0 && m_words[words.end - 1] == 0)
            --words.end;
        while (words.first < words.end && m_words[words.first] == 0)
            ++words.first;
        return words;
    }
    /// Whether one of both has any of `among` that the other has not. Cost: the extent of `among`.
    bool differs(const BitSet& other, const BitSet& among, Extent extent) const
    {
        for (std::size_t i = extent.first; i < extent.end; ++i)
            if (((m_words[i] ^ other.m_words[i]) & among.m_words[i]) != 0)
                return true;
        return false;
    }
    /// Moves what both `this` and `wanted` have into `to`. True: there was any. Cost: the extent of `wanted`.
    bool moveTo(BitSet& to, const BitSet& wanted, Extent extent)
    {
        std::uint64_t any = 0;
        for (std::size_t i = extent.first; i < extent.end; ++i) {
            const auto hit = m_words[i] & wanted.m_words[i];
            m_words[i] ^= hit;
            to.m_words[i] |= hit;
            any |= hit;
        }
        return any != 0;
    }
    /// Calls with each number in it, rising.
    template <class Take> void each(Take take) const
    {
        for (std::size_t i = 0; i < m_words.size(); ++i)
            for (auto word = m_words[i]; word != 0; word &= word - 1)
                take(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
    }
    const std::vector<std::uint64_t>& words() const { return m_words; }
    bool operator==(const BitSet&) const = default;

private:
    std::size_t m_size = 0;
    std::vector<std::uint64_t> m_words;
};

} // namespace hoplens::policy
