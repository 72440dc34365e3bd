// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/service_model.h"

#include "cluster/service_reasons.h"
#include "words/theme.h"

namespace hoplens::views {

void ServiceModel::setScene(std::shared_ptr<const Scene> scene)
{
    beginResetModel();
    m_scene = std::move(scene);
    m_rows.clear();
    if (m_scene && m_scene->cluster) {
        const auto& endpoints = *m_scene->cluster->endpoints;
        const auto& services = m_scene->cluster->objects.services;
        for (std::uint32_t s = 0; s < services.size(); ++s)
            for (std::uint32_t p = 0; p < services[s].ports.size(); ++p) {
                const auto& port = services[s].ports[p];
                Row row{s, p, 0, 0, {}};
                for (const auto* slice : endpoints.slices(services[s]))
                    for (const auto& own : slice->ports)
                        if (own.name == port.name && own.protocol == port.protocol)
                            for (const auto& endpoint : slice->endpoints) {
                                ++row.all;
                                row.ready += endpoint.ready.value_or(true) ? 1 : 0;
                            }
                for (const auto& why : row.ready == 0 ? cluster::whyNoEndpoints(endpoints, services[s], port) : std::vector<std::string>())
                    row.why += (row.why.isEmpty() ? "" : "; ") + text(why);
                m_rows.push_back(std::move(row));
            }
    }
    endResetModel();
}

const kube::Service* ServiceModel::service(int row) const
{
    return row >= 0 && row < rowCount() ? &m_scene->cluster->objects.services[m_rows[static_cast<std::size_t>(row)].service] : nullptr;
}

QString ServiceModel::target(int row) const
{
    const auto* own = service(row);
    return own ? "svc/" + text(own->meta.nameSpace + "/" + own->meta.name) + ":" + QString::number(own->ports[m_rows[static_cast<std::size_t>(row)].port].port) : QString();
}

QVariant ServiceModel::data(const QModelIndex& index, int role) const
{
    const auto* own = index.isValid() ? service(index.row()) : nullptr;
    if (!own)
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto& port = own->ports[row.port];
    if (role == Qt::ToolTipRole && index.column() == EndpointsColumn)
        return row.why;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn: return text(own->meta.nameSpace + "/" + own->meta.name);
    case TypeColumn: return text(name(own->type));
    case AddressColumn: return own->isHeadless() ? tr("headless") : own->clusterIps.empty() ? text(own->externalName) : text(own->clusterIps.front());
    case PortColumn: return text(std::to_string(port.port) + "/" + std::string(name(port.protocol)) + (port.name.empty() ? "" : " " + port.name)) + (port.nodePort == 0 ? QString() : " · " + QString::number(port.nodePort));
    case EndpointsColumn: return row.ready == 0 ? "✕ " + row.why : tr("%1 of %2 ready").arg(row.ready).arg(row.all);
    default: return {};
    }
}

QVariant ServiceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Service");
    case TypeColumn: return tr("Type");
    case AddressColumn: return tr("Cluster IP");
    case PortColumn: return tr("Port");
    case EndpointsColumn: return tr("Endpoints");
    default: return {};
    }
}

} // namespace hoplens::views
