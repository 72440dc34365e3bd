// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "picture/network_picture.h"

#include <QImage>
#include <QString>

namespace hoplens::views {

/// A picture by the ending of the name: svg, png or pdf, whole or not at all. Errors: InvalidInput for another ending, else as writing
/// has them. A png has two pixels a unit, and at most 8192 on a side.
Result<void> savePicture(const QString& path, const DisplayList& picture, Theme theme);
/// Its size as a png.
QSize imageSize(const DisplayList& picture);

} // namespace hoplens::views
