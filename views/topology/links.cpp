// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/links.h"

#include <QStringList>
#include <QUrl>

namespace hoplens::views {

QString linkTo(const PictureObject& object) { return QString("object:%1/%2/%3").arg(object.host).arg(object.space).arg(object.link); }

PictureObject objectOf(const QUrl& url)
{
    const auto parts = url.path().split('/');
    if (url.scheme() != "object" || parts.size() != 3)
        return {};
    return {parts[1].toULongLong(), parts[2].toInt(), parts[0].toUInt()};
}

QString linkTo(const ChainPlace& place) { return QString("chain:%1/%2/%3").arg(place.space.host).arg(place.space.space).arg(place.chain.value); }

std::optional<ChainPlace> chainOf(const QUrl& url)
{
    const auto parts = url.path().split('/');
    bool isNumber = false;
    if (url.scheme() != "chain" || parts.size() != 3)
        return std::nullopt;
    const auto chain = parts[2].toUInt(&isNumber);
    if (!isNumber)
        return std::nullopt;
    return ChainPlace{{parts[1].toULongLong(), 0, parts[0].toUInt()}, ChainId{chain}};
}

} // namespace hoplens::views
