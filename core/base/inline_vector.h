// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace hoplens {

/// A list of plain values that needs no memory of its own up to `Inline` values. Appending only.
template <typename T, std::size_t Inline> class InlineVector {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    void push_back(const T& value)
    {
        if (m_size < Inline) {
            m_here[m_size++] = value;
            return;
        }
        if (m_size == Inline)
            m_rest.assign(m_here.begin(), m_here.end());
        m_rest.push_back(value);
        ++m_size;
    }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    T* begin() { return m_size <= Inline ? m_here.data() : m_rest.data(); }
    T* end() { return begin() + m_size; }
    const T* begin() const { return m_size <= Inline ? m_here.data() : m_rest.data(); }
    const T* end() const { return begin() + m_size; }
    const T& operator[](std::size_t index) const { return begin()[index]; }
    const T& front() const { return *begin(); }

private:
    std::size_t m_size = 0;
    std::array<T, Inline> m_here;
    std::vector<T> m_rest = {};
};

} // namespace hoplens
