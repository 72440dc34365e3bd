// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace hoplens::kube {

enum class FieldKind : std::uint8_t { Absent, Null, Plain, Quoted, Map, List };

/// A document as YAML and JSON both have it: maps, lists and scalars with where they stand. Children are made before their parents.
/// The views into it live as long as the tree does, and the text of a scalar that was not copied as long as what it was read from.
class FieldTree {
public:
    /// Fields that a document may hold when every alias is written out.
    static constexpr std::uint64_t mostFields = 50'000'000;

    struct Node {
        std::string_view text;
        std::uint32_t first = 0; ///< of its children
        std::uint32_t count = 0;
        std::uint32_t line = 0; ///< from 1; 0: not known
        std::uint32_t column = 0;
        FieldKind kind = FieldKind::Absent;
    };
    struct Child {
        std::string_view key; ///< empty in a list
        std::uint32_t node = 0;
    };

    FieldTree() = default;
    FieldTree(const FieldTree&) = delete;
    FieldTree(FieldTree&&) = default;
    FieldTree& operator=(FieldTree&&) = default;

    std::string_view keep(std::string text) { return m_texts.emplace_back(std::move(text)); }
    std::uint32_t add(Node node);
    /// A map or list. The last of equal keys counts, as Kubernetes has it.
    std::uint32_t add(Node node, const std::vector<Child>& children);
    void setRoot(std::uint32_t root) { m_root = root; }
    void clear();

    std::uint32_t root() const { return m_root; }
    const Node& node(std::uint32_t index) const { return m_nodes[index]; }
    const Child& child(std::uint32_t index) const { return m_children[index]; }
    /// Fields in and under a node, aliases written out.
    std::uint64_t weight(std::uint32_t index) const { return m_weights[index]; }

private:
    std::vector<Node> m_nodes = {Node{}};
    std::vector<std::uint64_t> m_weights = {0};
    std::vector<Child> m_children;
    std::deque<std::string> m_texts;
    std::uint32_t m_root = 0;
};

/// A place in a tree; cheap to copy. One that is not there answers as an empty one does.
class Field {
public:
    explicit Field(const FieldTree& tree) : Field(tree, tree.root(), {}) {}
    Field(const FieldTree& tree, std::uint32_t index, std::string_view key) : m_tree(&tree), m_index(index), m_key(key) {}

    FieldKind kind() const { return node().kind; }
    /// A null counts as not there.
    bool isThere() const { return kind() != FieldKind::Absent && kind() != FieldKind::Null; }
    bool isScalar() const { return kind() == FieldKind::Plain || kind() == FieldKind::Quoted; }
    std::string_view key() const { return m_key; }
    std::string_view text() const { return node().text; }
    std::uint32_t line() const { return node().line; }
    std::uint32_t column() const { return node().column; }
    Field operator[](std::string_view key) const;

    /// The children of a map or list, in the order of the document.
    class Iterator {
    public:
        Iterator(const FieldTree& tree, std::uint32_t at, std::string_view key) : m_tree(&tree), m_at(at), m_key(key) {}
        Field operator*() const { return {*m_tree, m_tree->child(m_at).node, m_tree->child(m_at).key.empty() ? m_key : m_tree->child(m_at).key}; }
        Iterator& operator++() { return ++m_at, *this; }
        bool operator==(const Iterator& other) const { return m_at == other.m_at; }

    private:
        const FieldTree* m_tree;
        std::uint32_t m_at;
        std::string_view m_key;
    };
    Iterator begin() const { return {*m_tree, node().first, m_key}; }
    Iterator end() const { return {*m_tree, node().first + node().count, m_key}; }
    std::size_t size() const { return node().count; }

private:
    const FieldTree::Node& node() const { return m_tree->node(m_index); }

    const FieldTree* m_tree;
    std::uint32_t m_index;
    std::string_view m_key;
};

/// What was wrong with a text, and where in it.
struct TextTrouble {
    std::string what;
    std::uint32_t line = 0;   ///< from 1; 0: not known
    std::uint32_t column = 0; ///< from 1
};

/// One YAML document. firstLine: of the document in its file. Nested at most 200 deep. Cost: linear, yaml-cpp's. Any thread.
tl::expected<void, TextTrouble> readYaml(std::string_view text, std::uint32_t firstLine, FieldTree& tree);

} // namespace hoplens::kube
