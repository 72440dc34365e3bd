// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/field_tree.h"

#include <istream>
#include <map>
#include <streambuf>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace hoplens::kube {
namespace {

constexpr std::size_t deepest = 200;

/// A stream over memory that is not copied.
class ViewBuffer : public std::streambuf {
public:
    explicit ViewBuffer(std::string_view text)
    {
        auto* begin = const_cast<char*>(text.data()); // a stream buffer wants it so; nothing is written
        setg(begin, begin, begin + text.size());
    }
};

class Refusal : public std::exception {
public:
    Refusal(std::string what, const YAML::Mark& mark) : m_what(std::move(what)), m_mark(mark) {}
    const char* what() const noexcept override { return m_what.c_str(); }
    const YAML::Mark& mark() const { return m_mark; }

private:
    std::string m_what;
    YAML::Mark m_mark;
};

/// Makes a tree of what yaml-cpp reads; it throws, as yaml-cpp does, and readYaml catches.
class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(std::uint32_t firstLine, FieldTree& tree) : m_firstLine(firstLine), m_tree(tree) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { take(m_tree.add(nodeAt(mark, FieldKind::Null)), anchor, mark); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto at = m_anchors.find(anchor);
        if (at == m_anchors.end())
            throw Refusal("an alias stands within what it names", mark);
        take(at->second, 0, mark);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override
    {
        const bool isPlain = tag == "?";
        const bool isNull = isPlain && (value.empty() || value == "~" || value == "null" || value == "Null" || value == "NULL");
        auto node = nodeAt(mark, isNull ? FieldKind::Null : isPlain ? FieldKind::Plain : FieldKind::Quoted);
        node.text = m_tree.keep(value);
        take(m_tree.add(node), anchor, mark);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override { open(mark, FieldKind::List, anchor); }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override { open(mark, FieldKind::Map, anchor); }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        FieldTree::Node node;
        YAML::anchor_t anchor = 0;
        std::vector<FieldTree::Child> children;
        std::vector<std::uint32_t> merged; ///< maps under the key <<
        bool hasKey = false;
        std::string_view key;
    };

    FieldTree::Node nodeAt(const YAML::Mark& mark, FieldKind kind) const { return {{}, 0, 0, m_firstLine + static_cast<std::uint32_t>(mark.line), static_cast<std::uint32_t>(mark.column) + 1, kind}; }

    void open(const YAML::Mark& mark, FieldKind kind, YAML::anchor_t anchor)
    {
        if (m_open.size() >= deepest)
            throw Refusal("it nests more than " + std::to_string(deepest) + " deep", mark);
        m_open.push_back({nodeAt(mark, kind), anchor, {}, {}, false, {}});
    }

    void close()
    {
        Open done = std::move(m_open.back());
        m_open.pop_back();
        const YAML::Mark mark = markOf(done.node);
        std::vector<FieldTree::Child> all;
        for (auto at = done.merged.rbegin(); at != done.merged.rend(); ++at) { // of several the first counts, and what is written here before all
            const auto& node = m_tree.node(*at);
            for (std::uint32_t i = 0; i < node.count; ++i)
                all.push_back(m_tree.child(node.first + i));
        }
        all.insert(all.end(), done.children.begin(), done.children.end());
        const auto index = m_tree.add(done.node, all);
        if (m_tree.weight(index) > FieldTree::mostFields)
            throw Refusal("its aliases written out make more than " + std::to_string(FieldTree::mostFields) + " fields", mark);
        take(index, done.anchor, mark);
    }

    YAML::Mark markOf(const FieldTree::Node& node) const
    {
        YAML::Mark mark;
        mark.line = static_cast<int>(node.line - m_firstLine);
        mark.column = static_cast<int>(node.column) - 1;
        return mark;
    }

    void take(std::uint32_t index, YAML::anchor_t anchor, const YAML::Mark& mark)
    {
        if (anchor != 0)
            m_anchors[anchor] = index;
        if (m_open.empty())
            return m_tree.setRoot(index);
        auto& parent = m_open.back();
        if (parent.node.kind == FieldKind::List) {
            parent.children.push_back({{}, index});
        } else if (!parent.hasKey) {
            const auto kind = m_tree.node(index).kind;
            if (kind != FieldKind::Plain && kind != FieldKind::Quoted && kind != FieldKind::Null)
                throw Refusal("a key is no text", mark);
            parent.key = m_tree.node(index).text;
            parent.hasKey = true;
        } else {
            parent.hasKey = false;
            if (parent.key == "<<")
                merge(parent, index, mark);
            else
                parent.children.push_back({parent.key, index});
        }
    }

    void merge(Open& parent, std::uint32_t index, const YAML::Mark& mark)
    {
        const auto& node = m_tree.node(index);
        if (node.kind == FieldKind::Map)
            return parent.merged.push_back(index);
        for (std::uint32_t i = 0; node.kind == FieldKind::List && i < node.count; ++i) {
            if (m_tree.node(m_tree.child(node.first + i).node).kind != FieldKind::Map)
                throw Refusal("<< wants a map, or a list of maps", mark);
            parent.merged.push_back(m_tree.child(node.first + i).node);
        }
        if (node.kind != FieldKind::List)
            throw Refusal("<< wants a map, or a list of maps", mark);
    }

    std::uint32_t m_firstLine;
    FieldTree& m_tree;
    std::vector<Open> m_open;
    std::map<YAML::anchor_t, std::uint32_t> m_anchors;
};

TextTrouble troubleAt(std::string what, const YAML::Mark& mark, std::uint32_t firstLine)
{
    if (mark.is_null())
        return {std::move(what), firstLine, 0};
    return {std::move(what), firstLine + static_cast<std::uint32_t>(mark.line), static_cast<std::uint32_t>(mark.column) + 1};
}

/// YAML forbids tabs in the space before a line's first word; what yaml-cpp says of them helps nobody. 0: there is none before `line`.
TextTrouble explained(TextTrouble trouble, std::string_view text, std::uint32_t firstLine)
{
    std::uint32_t line = firstLine;
    for (std::size_t at = 0; at < text.size() && line <= trouble.line; ++line) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto space = text.substr(at, end - at);
        const auto tab = space.substr(0, std::min(space.find_first_not_of(" \t-"), space.size())).find('\t');
        if (tab != std::string_view::npos && line + 1 >= trouble.line)
            return {"a tab stands in the space before the first word; YAML wants blanks there", line, static_cast<std::uint32_t>(tab) + 1};
        at = end + 1;
    }
    return trouble;
}

} // namespace

tl::expected<void, TextTrouble> readYaml(std::string_view text, std::uint32_t firstLine, FieldTree& tree)
{
    ViewBuffer buffer(text);
    std::istream stream(&buffer);
    try {
        YAML::Parser parser(stream);
        TreeBuilder builder(firstLine, tree);
        parser.HandleNextDocument(builder);
    } catch (const YAML::Exception& error) {
        return tl::unexpected(explained(troubleAt(error.msg, error.mark, firstLine), text, firstLine));
    } catch (const Refusal& error) {
        return tl::unexpected(troubleAt(error.what(), error.mark(), firstLine));
    }
    return {};
}

} // namespace hoplens::kube
