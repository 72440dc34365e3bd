// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/json_tree.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <simdjson.h>

namespace hoplens::kube {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t deepest = 200;

class TreeBuilder {
public:
    explicit TreeBuilder(FieldTree& tree) : m_tree(tree) {}

    std::uint32_t add(const dom::element& element)
    {
        switch (element.type()) {
        case dom::element_type::OBJECT: {
            const auto begin = m_children.size();
            for (const auto& field : dom::object(element)) {
                const auto node = add(field.value);
                m_children.push_back({field.key, node});
            }
            return close(FieldKind::Map, begin);
        }
        case dom::element_type::ARRAY: {
            const auto begin = m_children.size();
            for (const auto& item : dom::array(element)) {
                const auto node = add(item);
                m_children.push_back({{}, node});
            }
            return close(FieldKind::List, begin);
        }
        case dom::element_type::STRING: return m_tree.add(scalar(FieldKind::Quoted, std::string_view(element)));
        case dom::element_type::INT64: return m_tree.add(scalar(FieldKind::Plain, m_tree.keep(std::to_string(std::int64_t(element)))));
        case dom::element_type::UINT64: return m_tree.add(scalar(FieldKind::Plain, m_tree.keep(std::to_string(std::uint64_t(element)))));
        case dom::element_type::DOUBLE: {
            char text[32];
            const auto [end, error] = std::to_chars(text, text + sizeof text, double(element));
            return m_tree.add(scalar(FieldKind::Plain, m_tree.keep(std::string(text, error == std::errc{} ? end : text))));
        }
        case dom::element_type::BOOL: return m_tree.add(scalar(FieldKind::Plain, bool(element) ? "true" : "false"));
        case dom::element_type::NULL_VALUE: return m_tree.add(scalar(FieldKind::Null, {}));
        }
        return 0;
    }

private:
    static FieldTree::Node scalar(FieldKind kind, std::string_view text) { return {text, 0, 0, 0, 0, kind}; }

    /// The children since `begin` become those of one node; the vector is one stack for all depths.
    std::uint32_t close(FieldKind kind, std::size_t begin)
    {
        m_own.assign(m_children.begin() + static_cast<std::ptrdiff_t>(begin), m_children.end());
        m_children.resize(begin);
        return m_tree.add(scalar(kind, {}), m_own);
    }

    FieldTree& m_tree;
    std::vector<FieldTree::Child> m_children;
    std::vector<FieldTree::Child> m_own;
};

/// Takes nothing, and remembers where reading stopped.
struct ErrorFinder : nlohmann::json_sax<nlohmann::json> {
    std::size_t byte = 0;
    std::string what;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override
    {
        byte = position;
        what = error.what();
        return false;
    }
};

TextTrouble troubleOf(std::string_view text, simdjson::error_code code)
{
    ErrorFinder finder;
    nlohmann::json::sax_parse(text, &finder);
    if (finder.byte == 0)
        return {simdjson::error_message(code), 0, 0};
    const auto before = text.substr(0, finder.byte - 1);
    const auto lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    auto what = finder.what;
    if (const auto colon = what.find(": "); colon != std::string::npos) // "[json.exception.parse_error.101] parse error at line 3, column 5: "
        what = what.substr(colon + 2);
    return {what, static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n')), static_cast<std::uint32_t>(before.size() - lineStart + 1)};
}

} // namespace

tl::expected<void, TextTrouble> readJson(std::string_view text, FunctionRef<void(const FieldTree& tree, std::size_t index)> each)
{
    dom::parser parser;
    dom::element root;
    auto code = parser.allocate(text.size(), deepest);
    if (!code)
        code = parser.parse(text.data(), text.size()).get(root);
    if (code)
        return tl::unexpected(troubleOf(text, code));
    FieldTree tree;
    std::size_t index = 0;
    const auto hand = [&](const dom::element& element) {
        tree.clear();
        tree.setRoot(TreeBuilder(tree).add(element));
        each(tree, index++);
    };
    std::string_view kind;
    dom::array items;
    if (root.type() == dom::element_type::ARRAY) {
        for (const auto& item : dom::array(root))
            hand(item);
    } else if (!root["kind"].get(kind) && kind.ends_with("List") && !root["items"].get(items)) {
        for (const auto& item : items)
            hand(item);
    } else {
        hand(root);
    }
    return {};
}

} // namespace hoplens::kube
