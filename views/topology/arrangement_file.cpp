// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/arrangement_file.h"

#include "words/theme.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>

namespace hoplens::views {
namespace {

constexpr qint64 largestFile = 4 << 20;
constexpr double farthest = 1e5; ///< nobody drags a room farther

QJsonObject named(const PictureObject& object, const Snapshot& snapshot)
{
    QJsonObject json;
    if (object.host >= snapshot.hosts.size())
        return json;
    const auto& host = snapshot.hosts[object.host];
    for (const auto& space : host.namespaces)
        if (space.inode == object.space) {
            json["host"] = text(host.name);
            json["namespace"] = text(space.name);
            if (const Link* link = object.link != 0 ? space.link(object.link) : nullptr)
                json["link"] = text(link->name);
        }
    return json;
}

PictureObject objectNamed(const QJsonObject& json, const Snapshot& snapshot)
{
    const auto host = json["host"].toString().toStdString();
    const auto name = json["namespace"].toString().toStdString();
    const auto linkName = json["link"].toString().toStdString();
    for (std::uint32_t h = 0; h < snapshot.hosts.size(); ++h)
        for (const auto& space : snapshot.hosts[h].namespaces) {
            if (snapshot.hosts[h].name != host || space.name != name)
                continue;
            const Link* link = linkName.empty() ? nullptr : space.link(std::string_view(linkName));
            if (linkName.empty() || link)
                return {space.inode, link ? link->index : 0, h};
        }
    return {};
}

} // namespace

QString arrangementFile(const Snapshot& snapshot)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto& host : snapshot.hosts)
        hash.addData(QByteArray::fromStdString(host.name + "\n"));
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/arrangements/" + hash.result().toHex().left(32) + ".json";
}

Arrangement readArrangement(const QString& path, const Snapshot& snapshot)
{
    Arrangement arrangement;
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) // a pipe would be waited for
        return arrangement;
    const auto bytes = file.read(largestFile + 1);
    if (bytes.size() > largestFile)
        return arrangement;
    const auto json = QJsonDocument::fromJson(bytes).object();
    if (json["version"].toInt() != 1)
        return arrangement;
    for (const auto& value : json["places"].toArray()) {
        const auto entry = value.toObject();
        const Point place{entry["x"].toDouble(), entry["y"].toDouble()};
        if (const auto object = objectNamed(entry, snapshot); object.isValid() && entry["x"].isDouble() && entry["y"].isDouble() && std::abs(place.x) < farthest && std::abs(place.y) < farthest)
            arrangement.places[object] = place;
    }
    for (const auto& [name, set] : {std::pair("pinned", &arrangement.pinned), {"hidden", &arrangement.hidden}, {"collapsed", &arrangement.collapsed}})
        for (const auto& value : json[name].toArray())
            if (const auto object = objectNamed(value.toObject(), snapshot); object.isValid())
                set->insert(object);
    return arrangement;
}

Result<void> writeArrangement(const QString& path, const Arrangement& arrangement, const Snapshot& snapshot)
{
    if (arrangement.places.empty() && arrangement.hidden.empty() && arrangement.collapsed.empty() && arrangement.pinned.empty()) {
        QFile::remove(path);
        return {};
    }
    QJsonArray places;
    for (const auto& [object, place] : arrangement.places)
        if (auto entry = named(object, snapshot); !entry.isEmpty()) {
            entry["x"] = place.x;
            entry["y"] = place.y;
            places.append(entry);
        }
    QJsonObject json{{"version", 1}, {"places", places}};
    for (const auto& [name, set] : {std::pair("pinned", &arrangement.pinned), {"hidden", &arrangement.hidden}, {"collapsed", &arrangement.collapsed}}) {
        QJsonArray list;
        for (const auto& object : *set)
            if (const auto entry = named(object, snapshot); !entry.isEmpty())
                list.append(entry);
        json[name] = list;
    }
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    const auto bytes = QJsonDocument(json).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return failure({ErrorCode::SystemFailure, "remembering how the picture is arranged: " + file.errorString().toStdString(), path.toStdString()});
    return {};
}

} // namespace hoplens::views
