// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/scope_model.h"

#include "picture/picture_words.h"
#include "words/theme.h"

#include <QGuiApplication>
#include <QPalette>
#include <algorithm>

namespace hoplens::views {

std::vector<ScopeModel::Node> ScopeModel::nodesOf(const Scene& scene) const
{
    std::vector<Node> nodes(1);
    const auto add = [&nodes](int parent, PictureObject object, QString name, QString detail, bool isTroubled) {
        const int number = static_cast<int>(nodes.size());
        nodes.push_back({parent, static_cast<int>(nodes[static_cast<std::size_t>(parent)].children.size()), {}, object, std::move(name), std::move(detail), isTroubled});
        nodes[static_cast<std::size_t>(parent)].children.push_back(number);
        return number;
    };
    for (std::uint32_t h = 0; h < scene.snapshot->hosts.size(); ++h) {
        const auto& host = scene.snapshot->hosts[h];
        const int at = add(0, {}, text(host.name), tr("host"), false);
        std::vector<const Namespace*> spaces;
        for (const auto& space : host.namespaces)
            spaces.push_back(&space);
        std::ranges::stable_sort(spaces, [](const Namespace* a, const Namespace* b) { return a->isHost != b->isHost ? a->isHost : naturallyBefore(a->name, b->name); });
        for (const auto* space : spaces) {
            const bool isTroubled = std::ranges::any_of(space->links, [space](const Link& link) { return isInUse(*space, link) && !troubleOf(link).empty(); });
            const int inside = add(at, {space->inode, 0, h}, space->isHost ? tr("host namespace") : text(space->name), space->isMissing("links") || space->isMissing("namespace") ? tr("? not readable") : isTroubled ? "✕ " + tr("trouble") : space->links.size() == 1 ? tr("1 link") : tr("%1 links").arg(space->links.size()), isTroubled);
            for (const auto& link : space->links) {
                const auto trouble = troubleOf(link);
                const bool isWrong = !trouble.empty() && isInUse(*space, link);
                add(inside, {space->inode, link.index, h}, text(link.name), text(isWrong ? trouble : firstAddress(*space, link)), isWrong);
            }
            for (const auto& process : space->processes)
                add(inside, {}, text(process.command), tr("pid %1").arg(process.pid), false);
        }
    }
    return nodes;
}

void ScopeModel::setScene(std::shared_ptr<const Scene> scene)
{
    auto nodes = scene ? nodesOf(*scene) : std::vector<Node>(1);
    const bool isSameShape = std::ranges::equal(nodes, m_nodes, [](const Node& a, const Node& b) { return a.parent == b.parent && a.object == b.object && a.name == b.name; });
    if (isSameShape) {
        m_nodes.swap(nodes);
        m_scene = std::move(scene);
        for (std::size_t i = 1; i < m_nodes.size(); ++i) // a view works for each that it is told of
            if (m_nodes[i].detail != nodes[i].detail || m_nodes[i].isTroubled != nodes[i].isTroubled)
                emit dataChanged(createIndex(m_nodes[i].row, 0, static_cast<quintptr>(i)), createIndex(m_nodes[i].row, 1, static_cast<quintptr>(i)));
        return;
    }
    beginResetModel();
    m_nodes = std::move(nodes);
    m_scene = std::move(scene);
    endResetModel();
}

QModelIndex ScopeModel::indexOf(const PictureObject& object) const
{
    const auto at = std::ranges::find_if(m_nodes, [&](const Node& node) { return object.isValid() && node.object == object; });
    return at == m_nodes.end() ? QModelIndex() : createIndex(at->row, 0, static_cast<quintptr>(at - m_nodes.begin()));
}

QModelIndex ScopeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (m_nodes.empty() || column < 0 || column > 1 || (parent.isValid() && parent.column() != 0))
        return {};
    const auto& children = m_nodes[parent.isValid() ? parent.internalId() : 0].children;
    if (row < 0 || static_cast<std::size_t>(row) >= children.size())
        return {};
    return createIndex(row, column, static_cast<quintptr>(children[static_cast<std::size_t>(row)]));
}

QModelIndex ScopeModel::parent(const QModelIndex& child) const
{
    if (!child.isValid())
        return {};
    const int above = m_nodes[child.internalId()].parent;
    return above <= 0 ? QModelIndex() : createIndex(m_nodes[static_cast<std::size_t>(above)].row, 0, static_cast<quintptr>(above));
}

int ScopeModel::rowCount(const QModelIndex& parent) const
{
    if (m_nodes.empty() || (parent.isValid() && parent.column() != 0))
        return 0;
    return static_cast<int>(m_nodes[parent.isValid() ? parent.internalId() : 0].children.size());
}

QVariant ScopeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& node = m_nodes[index.internalId()];
    switch (role) {
    case Qt::DisplayRole: return index.column() == 0 ? node.name : node.detail;
    case Qt::ToolTipRole: return node.detail.isEmpty() ? node.name : node.name + " — " + node.detail;
    case Qt::AccessibleTextRole: return node.name + " " + node.detail;
    case Qt::FontRole: return node.parent == 0 ? QVariant(sansFont(13, true)) : index.column() == 1 || node.object.link != 0 ? QVariant(fixedFont(12)) : QVariant();
    case Qt::TextAlignmentRole: return index.column() == 1 ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ForegroundRole: return node.isTroubled && index.column() == 1 ? QVariant(QGuiApplication::palette().brush(QPalette::BrightText)) : QVariant();
    case ObjectRole: return QVariant::fromValue(node.object);
    default: return {};
    }
}

QVariant ScopeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Name") : tr("Detail");
}

} // namespace hoplens::views
