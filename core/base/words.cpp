// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/words.h"

#include <atomic>

namespace hoplens {
namespace {

std::atomic<Translator> current = nullptr;

} // namespace

void setTranslator(Translator translator) { current = translator; }

Phrase say(const char* part, const char* english)
{
    if (const auto translate = current.load())
        if (auto words = translate(part, english); !words.empty())
            return Phrase(std::move(words));
    return Phrase(english);
}

std::string Phrase::filled(std::initializer_list<std::string_view> values) const
{
    std::string out;
    out.reserve(m_words.size() + 32);
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        const char next = m_words[i] == '%' && i + 1 < m_words.size() ? m_words[i + 1] : '\0';
        if (next >= '1' && next <= '9' && static_cast<std::size_t>(next - '1') < values.size()) {
            out += values.begin()[next - '1'];
            ++i;
        } else {
            out += m_words[i];
        }
    }
    return out;
}

} // namespace hoplens
