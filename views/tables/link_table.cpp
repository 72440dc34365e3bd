// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/link_table.h"

#include "picture/picture_words.h"
#include "words/theme.h"

namespace hoplens::views {

void LinkTable::setScene(std::shared_ptr<const Scene> scene)
{
    std::vector<PictureObject> rows;
    for (std::uint32_t s = 0; scene && s < scene->world->size(); ++s)
        for (const auto& link : scene->world->space(SpaceId{s}).data.links)
            rows.push_back(scene->objectOf(SpaceId{s}, &link));
    if (rows == m_rows) {
        m_scene = std::move(scene);
        if (!m_rows.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    m_scene = std::move(scene);
    endResetModel();
}

QVariant LinkTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& object = m_rows[static_cast<std::size_t>(index.row())];
    if (role == ObjectRole)
        return QVariant::fromValue(object);
    if (role == Qt::FontRole)
        return fixedFont(12);
    if (role != Qt::DisplayRole)
        return {};
    const auto* space = m_scene->space(object);
    const auto* link = m_scene->link(object);
    if (!space || !link)
        return {};
    switch (index.column()) {
    case NamespaceColumn: return text(space->name);
    case LinkColumn: return text(link->name);
    case KindColumn: return text(link->kindName.empty() ? std::string(name(link->kind)) : link->kindName);
    case StateColumn: return text(troubleOf(*link).empty() ? "up" : troubleOf(*link));
    case AddressColumn: return text(firstAddress(*space, *link));
    case PeerColumn: {
        const auto far = m_scene->world->lower(m_scene->spaceId(object), *link);
        return far.link ? text(m_scene->world->space(far.space).data.name + " " + far.link->name) : QString();
    }
    case MtuColumn: return link->mtu;
    case MacColumn: return text(link->mac.text());
    default: return {};
    }
}

QVariant LinkTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NamespaceColumn: return tr("Namespace");
    case LinkColumn: return tr("Interface");
    case KindColumn: return tr("Kind");
    case StateColumn: return tr("State");
    case AddressColumn: return tr("Address");
    case PeerColumn: return tr("Other end");
    case MtuColumn: return tr("MTU");
    case MacColumn: return tr("MAC");
    default: return {};
    }
}

} // namespace hoplens::views
