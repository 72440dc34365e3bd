// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"

#include <QString>

class QUrl;

namespace hoplens::views {

/// "object:HOST/INODE/LINK" and back; invalid: the address says something else.
QString linkTo(const PictureObject& object);
PictureObject objectOf(const QUrl& url);

/// A chain of a namespace: "chain:HOST/INODE/CHAIN" and back.
struct ChainPlace {
    PictureObject space;
    ChainId chain;
};
QString linkTo(const ChainPlace& place);
/// nullopt: the address says something else.
std::optional<ChainPlace> chainOf(const QUrl& url);

} // namespace hoplens::views
