// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/reach_diff.h"
#include "policy/reach_text.h"
#include "proxy/oracle_cases.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace hoplens::test {

inline policy::PortSet portsOf(const QJsonValue& protocols)
{
    if (protocols.toString() == "ALL")
        return policy::PortSet::all();
    policy::PortSet ports;
    for (const auto protocol : policy::allProtocols)
        for (const auto& range : protocols[QString::fromStdString(std::string(kube::name(protocol)))].toArray())
            ports.add(protocol, {static_cast<std::uint16_t>(range[0].toInt()), static_cast<std::uint16_t>(range[1].toInt())});
    return ports;
}

inline QJsonObject jsonOf(const QString& file) { return QJsonDocument::fromJson(QByteArray::fromStdString(contentOf(file))).object(); }

/// The connections that a case expects, those of `left out` peers and of networks besides the cluster's own aside.
inline std::vector<policy::Connection> expectedConnections(const QJsonObject& expected)
{
    QStringList leftOut;
    for (const auto& peer : expected["host_network_peers"].toArray())
        leftOut << peer.toString();
    std::vector<policy::Connection> all;
    for (const QJsonValue connection : expected["conns"].toArray())
        if (!leftOut.contains(connection["src"].toString()) && !leftOut.contains(connection["dst"].toString()))
            all.push_back({connection["src"].toString().toStdString(), connection["dst"].toString().toStdString(), portsOf(connection["protocols"]), {}});
    return all;
}

inline QString changesText(const std::vector<policy::ReachChange>& changes)
{
    QString text;
    for (const auto& change : changes)
        text += QString::fromStdString("\n" + change.source + " → " + change.destination + ": too many " + change.allowed.text() + ", too few " + change.denied.text() + ", not known " + change.unknown.text());
    return text.left(2000);
}

} // namespace hoplens::test
