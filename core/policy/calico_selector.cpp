// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/calico_selector.h"

#include <algorithm>

namespace hoplens::policy {
namespace {

using Kind = CalicoSelector::Kind;
using Part = CalicoSelector::Part;

constexpr int deepest = 50;

class SelectorReader {
public:
    explicit SelectorReader(std::string_view text) : m_text(text) {}

    Result<Part> read()
    {
        auto part = either(0);
        skipBlanks();
        if (m_what.empty() && m_at < m_text.size())
            complain("something stands behind the end of the selector");
        if (!m_what.empty())
            return failure({ErrorCode::InvalidInput, m_what + " (at character " + std::to_string(m_bad + 1) + ")", "the selector \"" + std::string(m_text.substr(0, 200)) + "\""});
        return part;
    }

private:
    void complain(const char* what)
    {
        if (!m_what.empty())
            return;
        m_what = what;
        m_bad = m_at;
    }
    void skipBlanks()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n' || m_text[m_at] == '\r'))
            ++m_at;
    }
    bool take(std::string_view word)
    {
        skipBlanks();
        if (!m_text.substr(m_at).starts_with(word))
            return false;
        m_at += word.size();
        return true;
    }
    static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '/' || c == '-'; }
    /// A word that does not go on behind its end.
    bool takeWord(std::string_view word)
    {
        const auto before = m_at;
        if (take(word) && (m_at == m_text.size() || !isLetter(m_text[m_at])))
            return true;
        m_at = before;
        return false;
    }

    Part several(Kind kind, std::string_view sign, int depth, Part (SelectorReader::*next)(int))
    {
        auto first = (this->*next)(depth);
        if (!take(sign))
            return first;
        Part all{kind, {}, {}, {}};
        all.parts.push_back(std::move(first));
        do
            all.parts.push_back((this->*next)(depth));
        while (m_what.empty() && take(sign));
        return all;
    }
    Part either(int depth) { return several(Kind::Or, "||", depth, &SelectorReader::both); }
    Part both(int depth) { return several(Kind::And, "&&", depth, &SelectorReader::one); }

    Part one(int depth)
    {
        if (depth > deepest) {
            complain("the selector is nested too deep");
            return {};
        }
        if (take("!")) {
            Part inverse{Kind::Not, {}, {}, {}};
            inverse.parts.push_back(one(depth + 1));
            return inverse;
        }
        if (take("(")) {
            auto inner = either(depth + 1);
            if (!take(")"))
                complain("a ) is missing");
            return inner;
        }
        if (take("all()"))
            return {};
        if (take("global()"))
            return {Kind::Global, {}, {}, {}};
        if (take("has(")) {
            Part has{Kind::Has, key(), {}, {}};
            if (!take(")"))
                complain("a ) is missing");
            return has;
        }
        return comparison();
    }

    Part comparison()
    {
        Part part{Kind::Equals, key(), {}, {}};
        bool isInverse = false;
        if (take("==")) {
            part.values.push_back(value());
        } else if (take("!=")) {
            isInverse = true;
            part.values.push_back(value());
        } else if (takeWord("not")) {
            isInverse = true;
            if (!takeWord("in"))
                complain("\"in\" is missing behind \"not\"");
            part.kind = Kind::In;
            part.values = values();
        } else if (takeWord("in")) {
            part.kind = Kind::In;
            part.values = values();
        } else if (takeWord("contains")) {
            part.kind = Kind::Contains;
            part.values.push_back(value());
        } else if (takeWord("starts")) {
            if (!takeWord("with"))
                complain("\"with\" is missing behind \"starts\"");
            part.kind = Kind::StartsWith;
            part.values.push_back(value());
        } else if (takeWord("ends")) {
            if (!takeWord("with"))
                complain("\"with\" is missing behind \"ends\"");
            part.kind = Kind::EndsWith;
            part.values.push_back(value());
        } else {
            complain("a comparison is missing behind the name of a label");
        }
        if (!isInverse)
            return part;
        Part inverse{Kind::Not, {}, {}, {}};
        inverse.parts.push_back(std::move(part));
        return inverse;
    }

    std::string key()
    {
        skipBlanks();
        const auto begin = m_at;
        while (m_at < m_text.size() && isLetter(m_text[m_at]))
            ++m_at;
        if (begin == m_at)
            complain("the name of a label is missing");
        return std::string(m_text.substr(begin, m_at - begin));
    }

    std::string value()
    {
        skipBlanks();
        const char quote = m_at < m_text.size() ? m_text[m_at] : '\0';
        const auto end = quote == '\'' || quote == '"' ? m_text.find(quote, m_at + 1) : std::string_view::npos;
        if (end == std::string_view::npos) {
            complain("a text in quotes is missing");
            return {};
        }
        auto text = std::string(m_text.substr(m_at + 1, end - m_at - 1));
        m_at = end + 1;
        return text;
    }

    std::vector<std::string> values()
    {
        std::vector<std::string> all;
        if (!take("{"))
            complain("a { is missing");
        if (take("}"))
            return all;
        do
            all.push_back(value());
        while (m_what.empty() && take(","));
        if (!take("}"))
            complain("a } is missing");
        return all;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_bad = 0;
    std::string m_what;
};

bool holds(const Part& part, FunctionRef<const std::string*(const std::string& key)> label)
{
    const auto compare = [&](auto&& is) {
        const auto* own = label(part.key);
        return own && std::ranges::any_of(part.values, [&](const std::string& value) { return is(*own, value); });
    };
    switch (part.kind) {
    case Kind::All: return true;
    case Kind::Global: return false;
    case Kind::Has: return label(part.key) != nullptr;
    case Kind::Equals:
    case Kind::In: return compare([](const std::string& own, const std::string& value) { return own == value; });
    case Kind::Contains: return compare([](const std::string& own, const std::string& value) { return own.find(value) != std::string::npos; });
    case Kind::StartsWith: return compare([](const std::string& own, const std::string& value) { return own.starts_with(value); });
    case Kind::EndsWith: return compare([](const std::string& own, const std::string& value) { return own.ends_with(value); });
    case Kind::Not: return !holds(part.parts.front(), label);
    case Kind::And: return std::ranges::all_of(part.parts, [&](const Part& of) { return holds(of, label); });
    case Kind::Or: return std::ranges::any_of(part.parts, [&](const Part& of) { return holds(of, label); });
    }
    return false;
}

} // namespace

Result<CalicoSelector> CalicoSelector::parse(std::string_view text)
{
    CalicoSelector selector;
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return selector;
    auto root = SelectorReader(text).read();
    if (!root)
        return failure(root.error());
    selector.m_root = std::move(*root);
    return selector;
}

bool CalicoSelector::matches(FunctionRef<const std::string*(const std::string& key)> label) const { return holds(m_root, label); }

} // namespace hoplens::policy
