// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/field_tree.h"

#include <algorithm>
#include <unordered_map>

namespace hoplens::kube {

std::uint32_t FieldTree::add(Node node)
{
    m_nodes.push_back(node);
    m_weights.push_back(1 + node.text.size() / 64); // long texts, too, are written out with their aliases
    return static_cast<std::uint32_t>(m_nodes.size() - 1);
}

std::uint32_t FieldTree::add(Node node, const std::vector<Child>& children)
{
    constexpr std::size_t fewChildren = 24; // below that comparing all is faster than a table
    node.first = static_cast<std::uint32_t>(m_children.size());
    if (node.kind == FieldKind::List) {
        m_children.insert(m_children.end(), children.begin(), children.end());
    } else if (children.size() <= fewChildren) {
        for (const auto& child : children) {
            const auto twin = std::find_if(m_children.begin() + node.first, m_children.end(), [&](const Child& other) { return other.key == child.key; });
            if (twin == m_children.end())
                m_children.push_back(child);
            else
                twin->node = child.node;
        }
    } else {
        std::unordered_map<std::string_view, std::size_t> places;
        for (const auto& child : children) {
            const auto [at, isNew] = places.emplace(child.key, m_children.size());
            if (isNew)
                m_children.push_back(child);
            else
                m_children[at->second].node = child.node;
        }
    }
    node.count = static_cast<std::uint32_t>(m_children.size() - node.first);
    std::uint64_t weight = 1;
    for (std::uint32_t i = 0; i < node.count; ++i)
        weight = std::min(mostFields + 1, weight + m_weights[m_children[node.first + i].node]);
    m_nodes.push_back(node);
    m_weights.push_back(weight);
    return static_cast<std::uint32_t>(m_nodes.size() - 1);
}

void FieldTree::clear()
{
    m_nodes.assign(1, Node{});
    m_weights.assign(1, 0);
    m_children.clear();
    m_texts.clear();
    m_root = 0;
}

Field Field::operator[](std::string_view key) const
{
    if (kind() == FieldKind::Map)
        for (const auto child : *this)
            if (child.key() == key)
                return child;
    return {*m_tree, 0, key};
}

} // namespace hoplens::kube
