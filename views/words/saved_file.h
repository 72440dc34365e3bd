// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "picture/display_list.h"

#include <QByteArray>
#include <QImage>
#include <QSizeF>
#include <QString>
#include <functional>

class QPainter;

namespace hoplens::views {

/// Files written whole or not at all; devices and pipes are written to. Errors: as writeFile has them (base/file.h).
Result<void> saveFile(const QString& path, const QByteArray& bytes);
Result<void> saveImage(const QString& path, const QImage& image);
/// One page of the size (in pixels of 1/96 inch), painted in its coordinates.
Result<void> savePdf(const QString& path, QSizeF size, const std::function<void(QPainter&)>& paint);

} // namespace hoplens::views
