// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace hoplens {

/// Gives the reader's words for an English sentence of a part of the program; empty: there are none, and English stays.
using Translator = std::string (*)(const char* part, const char* english);
/// For the whole process; call it before other threads speak. nullptr, as at the start: English.
void setTranslator(Translator translator);

/// A sentence with places %1 to %9 for values.
class Phrase {
public:
    explicit Phrase(std::string words) : m_words(std::move(words)) {}
    /// The sentence with its values, each put in once wherever its place is. Values are never read as places.
    template <class... Values> std::string operator()(const Values&... values) const { return filled({std::string_view(values)...}); }

private:
    std::string filled(std::initializer_list<std::string_view> values) const;
    std::string m_words;
};

/// The sentence in the reader's language. part and english are literals, so that a tool can gather them for the translators. Any thread.
Phrase say(const char* part, const char* english);

} // namespace hoplens
