// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>

namespace hoplens::lab {

/// The words of a program, read one by one.
class Arguments {
public:
    explicit Arguments(std::span<const std::string> words) : m_words(words) {}
    bool atEnd() const { return m_words.empty(); }
    const std::string& peek() const { return m_words.front(); }
    const std::string& take()
    {
        const auto& word = m_words.front();
        m_words = m_words.subspan(1);
        return word;
    }
    std::span<const std::string> rest() const { return m_words; }

private:
    std::span<const std::string> m_words;
};

/// As iproute2 takes abbreviations: the beginning of a word stands for it.
inline bool isBeginning(std::string_view given, std::string_view of) { return !given.empty() && given.size() <= of.size() && of.starts_with(given); }

} // namespace hoplens::lab
